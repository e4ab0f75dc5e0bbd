/** The interpreter of an official image carried onto a base without a shell: the same bytes at the same path. */
import { runtimeVariable } from '../../../model/environment';
import { isWithin } from '../../../model/paths';
import { type Ledger, note } from '../../decision';
import { pinBuilder } from '../../go/pin-builder';
import { isNewer, targetReference } from '../../targets';
import { keywordStyle } from '../../text';
import type { Application, RuntimePlan } from '../application';
import { interpreterFolder } from './interpreter';

export type PythonRuntime = Pick<
  RuntimePlan,
  'image' | 'lines' | 'environment' | 'builderEdits' | 'covers' | 'programs'
>;

/**
 * Libraries that extension modules of the standard library load and that `cc` does not have, over all minors and
 * distributions; what a version does not use is not there to be copied.
 */
const libraries: readonly string[] =
  'ffi sqlite3 bz2 lzma readline ncursesw ncurses panelw panel tinfo uuid crypt expat db-5.3 gdbm gdbm_compat nsl tirpc gssapi_krb5 krb5 k5crypto com_err krb5support keyutils'.split(
    ' ',
  );

/** The carried interpreter with everything below its prefix; its builder's floating tag is pinned. */
export function carryInterpreter(
  app: Application,
  edits: PythonRuntime['builderEdits'],
  ledger: Ledger,
): PythonRuntime {
  const { subject, workdir, image } = app;
  const keyword = keywordStyle(subject.dockerfile);
  const copy = (from: string, to: string) => `${keyword('COPY')} --from={build} ${from} ${to}`;
  const wildcards = libraries.map(name => `/usr/lib/*/lib${name}.so.*`);
  const inside = isWithin(workdir, '/usr/local');
  const folders = inside ? ['/usr/local/bin/', '/usr/local/lib/'] : ['/usr/local/'];
  const root = app.chain.at(-1);
  note(
    ledger,
    'The interpreter is carried from the build stage, with the packages that are installed for it: the tag of that image decides about its updates.',
  );
  const pinned = root === undefined || edits.length > 0 ? [] : pinBuilder(root, ledger);
  const runtime: PythonRuntime = {
    image: targetReference('cc', subject.settings, ledger.keepsRoot),
    lines: [...folders.map(folder => copy(folder, folder)), copy(wildcards.join(' '), '/usr/lib/')],
    environment: [...(needsLocale(app) ? ['LANG=C.UTF-8'] : [])],
    builderEdits: [...edits, ...pinned],
    covers: path => isWithin(path, '/usr/local') && !isWithin(path, workdir),
    programs: ['python3', 'python', `python${minorOf(image.version) ?? '3'}`].map(
      name => `${interpreterFolder}/${name}`,
    ),
  };
  return runtime;
}

/** `3.12` of `3.12.4`; undefined for a tag that names no minor version. */
export function minorOf(version: string | undefined): string | undefined {
  return /^3\.\d+/.exec(version ?? '')?.[0];
}

/** The official images set LANG up to 3.12 (docker-library/python, `Dockerfile-linux.template`). */
function needsLocale({ image, effects }: Application): boolean {
  const minor = minorOf(image.version ?? image.currentVersion);
  const own = runtimeVariable(effects.stage.end.environment, 'LANG')?.by;
  return own === undefined && minor !== undefined && isNewer(minor, '3.12') === false;
}
