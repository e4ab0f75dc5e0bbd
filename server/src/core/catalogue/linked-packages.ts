/**
 * The packages that a program needs at run time which was linked with the libraries of a `-dev` package, by release of
 * Debian and Ubuntu: from the lists of the archives (`scripts/linked-packages.mjs`).
 */
import data from './linked.generated.json';

/**
 * The names in that release (`libcurl4t64` in trixie); none where a `-dev` package has headers or archives alone,
 * undefined for packages and releases that are not in the facts.
 */
export function linkedPackages(name: string, codename: string): readonly string[] | undefined {
  const line = data.packages
    .split('\n')
    .map(text => text.split(' '))
    .find(([own, , releases]) => own === name && releases?.split(',').includes(codename));
  return line?.[1]?.split(',').filter(text => text !== '');
}
