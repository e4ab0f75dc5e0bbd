/** Libraries that the full images of Rust and GCC have for whoever links, and that their plain systems lack. */
import { linkedPackages } from '../../catalogue/linked-packages';
import type { Application } from '../applications/application';
import { launchOf } from '../applications/launched';
import { decline, type Ledger } from '../decision';
import { type NativeProgram, nativeProgram } from './find-program';
import { linkedByTools } from './installed-tools';
import { namedLibraries } from './linked-names';
import { rustLibraries } from './rust-libraries';

/**
 * The packages with what the program is linked with of the image, as far as that is known; otherwise with everything
 * that the image offers to a linker. `unseen` says that sources of others are compiled in.
 */
export function linkedInFull(app: Application, unseen: boolean, ledger: Ledger): readonly string[] {
  const codename = app.image.distribution?.codename ?? '';
  const own = unseen ? undefined : linkedDevs(app, ledger);
  const ofTools = linkedByTools(app);
  const known = own === undefined || ofTools === undefined ? undefined : [...own, ...ofTools];
  const texts = [...app.subject.context.texts.values()];
  const devs = known ?? [...offered, ...(texts.some(text => /magick/i.test(text)) ? magick : [])];
  const found = devs.map(name => linkedPackages(name, codename));
  if (found.includes(undefined))
    decline(
      ledger,
      'Which packages of this release the libraries are in that the program is linked with is not known to Distill.',
      app.effects.stage.imageSpan,
    );
  return [...new Set(found.flatMap(names => names ?? []))].filter(name => !everywhere.test(name));
}

/** The packages of headers that the program was linked by; undefined where that is not known for sure. */
function linkedDevs(app: Application, ledger: Ledger): readonly string[] | undefined {
  const argv = launchOf(app)?.argv ?? [];
  const [word] = argv;
  const started =
    word === undefined
      ? undefined
      : nativeProgram(app, { entrypoint: keep, cmd: keep, argv, entrypointWords: 0, span: undefined });
  const [only] = onlyProgram(app);
  const programs = started !== undefined ? [started] : only !== undefined ? [only] : allPrograms(app);
  const devs: string[] = [];
  for (const program of programs) {
    const own = devsOf(app, program, ledger);
    if (own === undefined) return undefined;
    devs.push(...own);
  }
  return programs.length === 0 ? undefined : devs;
}

/** The same of one program; what it needs besides, however it is linked, is a reason of the ledger. */
export function devsOf(
  app: Pick<Application, 'subject'>,
  program: Pick<NativeProgram, 'artifact' | 'builder'>,
  ledger?: Ledger,
): readonly string[] | undefined {
  const { artifact } = program;
  const linked = artifact.ecosystem === 'rust' ? rustLibraries(app, program) : namedLibraries(app, program);
  if (ledger !== undefined) for (const why of linked.needs) decline(ledger, why, artifact.span);
  if (artifact.dynamic === false) return [];
  const devs: string[] = [];
  for (const { dev, installed } of linked.obstacles) {
    if (installed === true) continue;
    if (dev === undefined) return undefined;
    devs.push(dev);
  }
  for (const library of linked.libraries) {
    const dev = bySoname.find(([pattern]) => pattern.test(library))?.[1];
    if (dev === undefined) return undefined;
    if (dev !== '') devs.push(dev);
  }
  return devs;
}

/** All programs that the build makes, where nothing else is built; empty where that cannot be told. */
export function allPrograms({
  chain,
}: Pick<Application, 'chain'>): readonly Pick<NativeProgram, 'artifact' | 'builder'>[] {
  const made = chain.flatMap(builder => builder.artifacts.map(artifact => ({ artifact, builder })));
  const whole = chain.every(({ unknown }) => unknown.length === 0);
  return whole && made.every(({ artifact }) => artifact.kind === 'program') ? made : [];
}

/** What a script or a line of a shell starts, where the build makes one program. */
function onlyProgram({ chain }: Application): ReturnType<typeof allPrograms> {
  const made = chain.flatMap(builder =>
    builder.artifacts.flatMap(artifact => (artifact.kind === 'program' ? [{ artifact, builder }] : [])),
  );
  return made.length === 1 ? made : [];
}

const keep = { kind: 'keep' } as const;

const bySoname: readonly (readonly [RegExp, string])[] = [
  [/^lib(?:stdc\+\+|gcc_s|crypt|z|uuid|lzma)\./, ''],
  [/^lib(?:ssl|crypto)/, 'libssl-dev'],
  [/^libsqlite3/, 'libsqlite3-dev'],
  [/^libbz2/, 'libbz2-dev'],
  [/^libzstd/, 'libzstd-dev'],
  [/^libgmp/, 'libgmp-dev'],
  [/^libyaml/, 'libyaml-dev'],
];

/** What `buildpack-deps` installs for compilers to link, in all releases since Debian 11 (docker-library/buildpack-deps at 103e790). */
const offered: readonly string[] = (
  'libbz2-dev libcurl4-openssl-dev libdb-dev libevent-dev libffi-dev libgdbm-dev libglib2.0-dev libgmp-dev libjpeg-dev ' +
  'libkrb5-dev liblzma-dev libmaxminddb-dev libncurses-dev libpng-dev libpq-dev libreadline-dev libsqlite3-dev libssl-dev ' +
  'libwebp-dev libxml2-dev libxslt1-dev libyaml-dev default-libmysqlclient-dev'
).split(' ');

const magick: readonly string[] = ['libmagickwand-dev', 'libmagickcore-dev'];

/** Essential, or needed by what is, on every Debian. */
const everywhere = /^(?:liblzma5|libuuid1|libbz2-1\.0|libsepol\d)$/;
