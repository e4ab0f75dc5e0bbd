/** Packages of the distribution that a stage installs: for the build alone, or for the program as well. */
import { aptRuntime } from '../../catalogue/apt';
import { runtimeLibraries } from '../../catalogue/runtime-libraries';
import type { Span } from '../../syntax/span';
import { decline, type Ledger, note } from '../decision';
import { isToolOrClient } from '../go/external-programs';
import { isInJavaBase, javaBuildPrograms } from '../java/java-packages';
import { isForLinking } from '../native/native-packages';
import type { Application } from './application';
import { buildPrograms, nodeForBuilds, pythonForBuilds } from './build-packages';
import { declaredPackages } from './declared-packages';
import { needsOfPackage } from './full-image';
import { isUnneeded } from './python/system-libraries';
import { startedPrograms } from './started-programs';
import { systemPackages } from './system-packages';

/**
 * Declines where the program may need a package that a base without a shell does not have: a library that is not on
 * it, a program, headers of a library that something may have been linked with.
 */
export function checkSystemPackages(app: Application, ledger: Ledger): void {
  const { packages, unclear, manager } = systemPackages(app.chain);
  const started = packages.length === 0 ? undefined : startedPrograms(app);
  const gone: string[] = [];
  const needed = new Map<Span, string[]>();
  for (const { name, removed, span } of packages) {
    if (removed) continue;
    const programs = programsOf(app, name);
    const used = programs?.find(program => started?.named.has(program));
    if (used !== undefined)
      decline(
        ledger,
        `The application starts \`${used}\`, which ${manager} installs: a shell-less base has no other programs.`,
        span,
        'missing-executable',
      );
    else if (programs !== undefined || isThere(app, name)) gone.push(name);
    else needed.set(span, [...(needed.get(span) ?? []), name]);
  }
  for (const [span, names] of needed)
    decline(
      ledger,
      `${manager} installs ${names.map(name => `\`${name}\``).join(', ')}, which the program may need when it runs: a shell-less base does not have ${names.length > 1 ? 'them' : 'it'}.`,
      span,
    );
  // Node.js brings its own languages; Python's `locale` asks the system.
  const locale = app.chain.flatMap(({ system }) => system).find(({ kind }) => kind === 'locale');
  if (locale !== undefined && app.language === 'python')
    decline(ledger, `\`${locale.what}\` makes locales, which a shell-less base does not have.`, locale.span);
  for (const span of unclear)
    decline(
      ledger,
      'The packages that are installed cannot be told: their names come from a variable.',
      span,
    );
  const tools = gone.filter(
    // An init is carried where the start needs it (`keepInit`).
    name => isToolOrClient(name) && !/^(?:ca-certificates|tzdata|openssl|tini|dumb-init)$/.test(name),
  );
  if (tools.length > 0 && ledger.reasons.length === 0)
    note(
      ledger,
      `${tools.map(name => `\`${name}\``).join(', ')} ${tools.length > 1 ? 'are' : 'is'} not in the new image: nothing in the sources starts ${tools.length > 1 ? 'them' : 'it'}.`,
      packages[0]?.span,
    );
}

/** What a package that only a build or a person needs brings; undefined for one that the program may need. */
function programsOf({ language }: Application, name: string): readonly string[] | undefined {
  if (language === 'node' && pythonForBuilds.has(name)) return ['python', 'python3'];
  if (language === 'python' && nodeForBuilds.has(name)) return ['node', 'npm', 'npx'];
  const ofJava = language === 'java' ? javaBuildPrograms(name) : undefined;
  return ofJava ?? buildPrograms(name) ?? (isToolOrClient(name) ? [name] : undefined);
}

/** Libraries that the base has, and headers that nothing is known to be linked with. */
function isThere(app: Application, name: string): boolean {
  // The `-extra` images of .NET have ICU and the time zones.
  if (app.language === 'native' && isForLinking(name)) return true;
  if (app.language === 'dotnet' && /^(?:icu-(?:libs|data-\w+)|libicu\d*|tzdata)$/.test(name)) return true;
  const { codename } = app.image.distribution ?? {};
  if (app.language === 'java') return isInJavaBase(name, codename);
  if (app.language === 'python' && isUnneeded(name, app)) return true;
  if (codename === undefined) return false;
  if (onEveryBase.test(name) && app.image.libc?.kind === 'glibc') return true;
  if (!name.endsWith('-dev')) return aptRuntime(name, codename)?.missingFrom.cc?.length === 0;
  if (/^(?:zlib1g|libssl|libc6|libffi|libudev)-dev$/.test(name)) return true;
  // What npm compiles links whatever its authors thought of; wheels from the index bring their libraries along.
  if (/^(?:node|bun|deno)$/.test(app.language) || runtimeLibraries(name, 'debian') === undefined)
    return false;
  const compiles = app.chain.some(({ stage }) =>
    stage.steps.some(({ instruction }) => /--no-binary|PIP_NO_BINARY/.test(instruction.body.text)),
  );
  const linking = [...declaredPackages(app, [])].some(declared => {
    const needs = needsOfPackage('python', declared);
    return needs === false || needs.length > 0;
  });
  return !compiles && !linking;
}

/** Libraries of the C and C++ compilers are on every base that has the C++ one; OpenSSL and zlib, too. */
const onEveryBase = /^(?:libgomp1|libstdc\+\+6|libgcc-s1|libgcc1|zlib1g|libc6)$/;
