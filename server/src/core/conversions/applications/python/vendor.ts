/** Google's image of Python: Debian's interpreter of one minor version, which looks for packages in another folder. */
import { findImage } from '../../../catalogue/images';
import { throughMirror } from '../../../catalogue/mirrors';
import { parseReference } from '../../../catalogue/reference';
import { lookup } from '../../../effects/contents';
import { installedPackages } from '../../../effects/python/packages';
import { modulesOf } from '../../../manifests/python-packages';
import { isStandardModule } from '../../../manifests/python-stdlib';
import { runtimeVariable } from '../../../model/environment';
import { isWithin } from '../../../model/paths';
import type { Subject } from '../../../subject';
import { decline, type Ledger } from '../../decision';
import { type LaunchPlan, withLeading } from '../../launch-plan';
import { keywordStyle } from '../../text';
import type { Application } from '../application';
import { startedByName } from '../check-starts';
import { closedVendor } from '../closed-vendors';
import type { PythonRuntime } from './carried';
import { interpreterFolder } from './interpreter';
import type { PythonStart } from './start';

type VendorRuntime = PythonRuntime & { readonly launch: LaunchPlan };

/** What runs on the image; where it has the version, why the interpreter is carried all the same. */
export function vendorRuntime(
  app: Application,
  start: PythonStart,
  ledger: Ledger,
): VendorRuntime | { readonly why: string | undefined } {
  const { version } = app.image;
  const image = vendorImage(app, ledger.keepsRoot);
  if (image === undefined || version === undefined) return { why: undefined };
  if (isPinned(app)) return { why: 'a digest says which Python it is' };
  const named = startedByName(app);
  if (named !== undefined) return { why: named };
  // The interpreter would have to be written out: with the carried one the start stays as it is.
  if (start.launch.init !== undefined) return { why: 'an init starts the program' };
  if (start.environment !== undefined)
    return { why: `the environment in \`${start.environment}\` leads to the interpreter of this one` };
  const site = `/usr/local/lib/python${version}/site-packages`;
  const launch = byModule(app, start, `/usr/bin/python${version}`);
  if (launch === undefined)
    return { why: 'the started program is not known to be a module for `python -m`, or a file hides it' };
  if (!onlySite(app, site)) return { why: `more than packages in \`${site}\` lies below \`/usr/local\`` };
  if (namesInterpreter(app) || changesInterpreter(app))
    return { why: 'the project starts programs, or asks for the folders of the interpreter' };
  const keyword = keywordStyle(app.subject.dockerfile);
  const target = `/usr/local/lib/python${version}/dist-packages/`;
  return {
    image,
    lines: hasPackages(app) ? [`${keyword('COPY')} --from={build} ${site}/ ${target}`] : [],
    environment: [],
    builderEdits: [],
    covers: path => isWithin(path, `/usr/local/lib/python${version}`) || isWithin(path, interpreterFolder),
    programs: ['python', 'python3', `python${version}`].map(name => `/usr/bin/${name}`),
    launch,
  };
}

/** Without any the folder has nothing but pip, which no program needs. */
function hasPackages({ subject }: Application): boolean {
  return subject.effects.some(({ dependencies }) =>
    dependencies.some(({ ecosystem }) => ecosystem === 'python'),
  );
}

function vendorImage({ image, subject }: Application, keepsRoot: boolean): string | undefined {
  if (image.libc?.kind !== 'glibc') return undefined;
  const name = `gcr.io/distroless/python3-debian13:${keepsRoot ? 'latest' : 'nonroot'}`;
  const reference = parseReference(name);
  const known = reference === undefined ? undefined : findImage(reference);
  if (known === undefined || known.support.status !== 'current') return undefined;
  // A patch release that is named, or a digest, stays what it is.
  if (/^\d+\.\d+/.exec(known.version ?? '')?.[0] !== image.version) return undefined;
  return throughMirror(name, subject.settings.imageMirrors);
}

function isPinned({ chain }: Application): boolean {
  const base = chain.at(-1)?.stage.base;
  return base?.kind !== 'image' || base.reference.digest !== undefined;
}

/**
 * What runs on a hardened image or on Chainguard's, where that is asked for: packages stay where pip put them, and
 * `PYTHONPATH` names the folder. Undefined with a reason where more than packages of one folder would have to go along.
 */
export function closedPython(
  app: Application,
  start: PythonStart,
  ledger: Ledger,
): (PythonRuntime & { readonly launch: LaunchPlan; readonly user: string }) | undefined {
  const vendor = closedVendor(app, ledger);
  if (vendor === undefined) return undefined;
  const [interpreter] = vendor.image.entrypoint;
  const site = `/usr/local/lib/python${app.image.version ?? ''}/site-packages`;
  const launch = byModule(app, start, interpreter ?? 'python3', interpreter === undefined);
  const searched = runtimeVariable(app.effects.stage.end.environment, 'PYTHONPATH');
  if (launch === undefined || searched !== undefined || !onlySite(app, site) || namesInterpreter(app))
    return decline(
      ledger,
      `The program's packages do not lie in \`${site}\` alone, or it starts in a way that asks for the interpreter of its own image: on \`${vendor.reference}\` that is in another place.`,
      start.launch.span,
    );
  const keyword = keywordStyle(app.subject.dockerfile);
  return {
    image: vendor.reference,
    user: vendor.uid,
    lines: [`${keyword('COPY')} --from={build} ${site}/ ${site}/`],
    environment: [`PYTHONPATH=${site}`],
    builderEdits: [],
    covers: path => isWithin(path, site) || isWithin(path, interpreterFolder),
    programs: [interpreter ?? '/usr/bin/python3'],
    launch,
  };
}

/**
 * The start in the words of an image whose ENTRYPOINT is the interpreter, or that has it on PATH (`named`); undefined
 * where it has no such form.
 */
function byModule(
  app: Application,
  { launch, form, environment }: PythonStart,
  interpreter: string,
  named = false,
): LaunchPlan | undefined {
  if (environment !== undefined) return undefined;
  const module =
    form.kind === 'program' && !launch.argv[0]?.value.includes('/') ? modules[form.name] : undefined;
  if (form.kind === 'program' && (module === undefined || shadowed(app, module))) return undefined;
  const own = launch.entrypointWords === 0 && !named && launch.init === undefined ? [] : [interpreter];
  return withLeading(launch, 1, module === undefined ? own : [...own, '-m', module]);
}

/** Packages whose program is the same as `python -m` with their name (their `__main__.py`). */
const modules: Readonly<Record<string, string>> = {
  gunicorn: 'gunicorn',
  uvicorn: 'uvicorn',
  hypercorn: 'hypercorn',
  flask: 'flask',
  celery: 'celery',
  daphne: 'daphne',
  streamlit: 'streamlit',
  'django-admin': 'django',
};

/** With `-m` the working directory is searched first: a file of the project could stand before a module. */
function shadowed({ subject, effects, workdir }: Application, module: string): boolean {
  const brought = new Set([module, ...packagesOf(subject).flatMap(name => modulesOf(name))]);
  return subject.tree.files('').some(file => {
    const [, name = '', whole] = /([^/]+?)(\/__init__)?\.py$/.exec(file) ?? [];
    if (!isStandardModule(name) && !brought.has(name)) return false;
    return lookup(effects.contents, `${workdir}/${name}${whole ?? ''}.py`).presence !== 'no';
  });
}

function packagesOf({ effects }: Subject): readonly string[] {
  return effects.flatMap(({ dependencies }) =>
    dependencies.filter(({ ecosystem }) => ecosystem === 'python').flatMap(installedPackages),
  );
}

/** Everything below /usr/local that instructions put there are packages in the one folder, and their programs. */
function onlySite({ chain, subject }: Application, site: string): boolean {
  const installs = subject.effects.flatMap(({ dependencies }) =>
    dependencies.filter(({ ecosystem }) => ecosystem === 'python'),
  );
  if (
    installs.some(
      ({ into, packages, manifests }) => into !== site || packages.length + manifests.length === 0,
    )
  )
    return false;
  const packages = packagesOf(subject);
  if ((installs.length > 0 && packages.length === 0) || packages.some(name => keepsBesides.has(name)))
    return false;
  return chain.every(
    ({ contents }) =>
      contents.grafts.every(
        ({ destination, source }) =>
          source.kind === 'removed' ||
          !reaches(destination) ||
          (destination === site && source.kind === 'opaque'),
      ) &&
      [...contents.entries].every(([path, list]) => {
        const origin = list.at(-1)?.entry.origin;
        return !isWithin(path, '/usr/local') || path === site || origin?.kind === 'dependencies';
      }),
  );
}

function reaches(destination: string): boolean {
  return isWithin(destination, '/usr/local') || isWithin('/usr/local', destination);
}

/** Packages that put files beside the interpreter, or start programs that lie there. */
const keepsBesides: ReadonlySet<string> = new Set(
  'jupyter jupyterlab notebook nbconvert voila mlflow apache-airflow ray dask distributed dagster prefect playwright uwsgi supervisor honcho circus robotframework pywin32 ansible scrapyd locust'.split(
    ' ',
  ),
);

/** The project's sources ask for the place of the interpreter or start programs: they could miss what lies beside it. */
function namesInterpreter({ subject: { tree } }: Application): boolean {
  return tree
    .files('')
    .filter(file => file.endsWith('.py'))
    .some(file => {
      const text = tree.text(file);
      return text === undefined || besides.test(text);
    });
}

/** A variable that names the interpreter's folders, or changes where it looks for its own. */
function changesInterpreter({ chain }: Application): boolean {
  return chain.some(({ stage }) =>
    stage.steps.some(
      ({ instruction: { keyword, body } }) =>
        keyword === 'ENV' && /\/usr\/local\/|PYTHON(?:HOME|USERBASE|PLATLIBDIR|NOUSERSITE)/.test(body.text),
    ),
  );
}

const besides =
  /\/usr\/local|\bsys\.(?:base_|exec_|base_exec_)?prefix\b|\bsysconfig\b|\bgetsitepackages\b|\bsubprocess\b|\bos\.(?:system|popen|exec\w+|spawn\w+)\b|\bcreate_subprocess_|\bshutil\.which\b|\btkinter\b|\bensurepip\b|\bpip\._internal\b/;
