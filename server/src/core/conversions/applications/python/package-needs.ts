/** What packages of a Python application need beside the interpreter: programs that they start, libraries of the system. */
import { modulesOf, type PythonPackage } from '../../../manifests/python-packages';
import { baseName } from '../../../model/paths';
import type { PythonSource } from '../../../python/own-sources';
import { decline, type Ledger } from '../../decision';
import type { Application } from '../application';
import { mayHaveProgram } from './image-programs';
import { knownPackages, neededLibraries } from './system-libraries';

/**
 * Declines for a package whose programs the original image may have and the sources import (or there are none), and
 * for one that needs a library of the system, imported or not: others import it by the name of a database.
 */
export function checkPackages(
  app: Application,
  sources: readonly PythonSource[],
  argv: readonly string[],
  ledger: Ledger,
): void {
  for (const { fact, install } of knownPackages(app)) {
    const lost = (fact.programs ?? []).filter(program => mayHaveProgram(program, app));
    if (lost.length === 0 || !isUsed(fact, sources, argv)) continue;
    decline(
      ledger,
      `The program uses ${fact.name}, which starts \`${lost[0] ?? ''}\` at run time: a shell-less base has no such program.`,
      install.span,
      'missing-executable',
    );
  }
  for (const { fact, install, libraries, compiled } of neededLibraries(app)) {
    const what =
      libraries.length === 0 ? 'libraries of the system' : libraries.map(name => `\`${name}\``).join(', ');
    decline(
      ledger,
      compiled
        ? `${fact.name} is compiled when it is installed and needs ${what} at run time, which a shell-less base does not have.`
        : `${fact.name} needs ${what} at run time, which a shell-less base does not have.`,
      install.span,
      'missing-shared-library',
    );
  }
}

/** Imported, or named by a text literal as settings do, or started; unknown where there are no sources. */
export function isUsed(
  fact: PythonPackage,
  sources: readonly PythonSource[],
  argv: readonly string[],
): boolean {
  const modules = modulesOf(fact.name);
  const programs = [...modules, ...(fact.scripts ?? [])];
  if (sources.length === 0 || argv.some(word => programs.includes(baseName(word)))) return true;
  return sources.some(
    ({ file }) =>
      file.imports.some(({ module, dots }) => dots === 0 && modules.includes(module.split('.')[0] ?? '')) ||
      file.texts.some(({ text }) => modules.includes(text)),
  );
}
