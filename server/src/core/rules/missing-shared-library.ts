import type { CatalogueImage } from '../catalogue/types';
import { compareVersions } from '../catalogue/versions';
import { lineage, rootImage, type Stage } from '../model/build';
import { variable } from '../model/environment';
import page from './missing-shared-library.md';
import { defineRule, type Problem, type Subject } from './rule';
import { icuProblems } from './shared/java/dotnet-globalization';
import { type DynamicBinary, dynamicBinaries, mayBringLibraries } from './shared/native/binaries';
import { baseName, layerSteps, rootStage } from './shared/stages';
import { list } from './shared/text';

export const missingSharedLibrary = defineRule({
  id: 'missing-shared-library',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) yield* libraryProblems(stage, subject);
  },
});

/** Libraries that a program surely loads and the image surely lacks. */
export function* libraryProblems(stage: Stage, subject: Subject): Generator<Problem> {
  yield* icuProblems(stage, subject);
  const image = rootImage(stage);
  const { libraries } = image ?? {};
  if (image?.libc?.kind !== 'glibc' || libraries === undefined || !image.closed) return;
  if (variable(stage.end.environment, 'LD_LIBRARY_PATH') !== undefined) return;
  if (mayBringLibraries(stage, subject)) return;
  for (const binary of dynamicBinaries(layerSteps(stage), stage, subject)) {
    if (binary.libc !== 'glibc') continue;
    const absent = [
      ...(binary.needs ?? []).flatMap(name => absentLibrary(name, binary, libraries) ?? []),
      ...(binary.libraries ?? []).flatMap(file =>
        libraries.includes(file) ? [] : [{ file, other: undefined }],
      ),
    ];
    if (absent.length > 0) yield problem(binary, absent, stage, image);
  }
}

interface Absent {
  /** `libssl.so.1.1`, or `libpq.so` where the number is not known. */
  readonly file: string;
  /** The image has it in another version. */
  readonly other: string | undefined;
}

function absentLibrary(
  name: string,
  binary: DynamicBinary,
  libraries: readonly string[],
): Absent | undefined {
  if (!systemLibraries.has(name)) return undefined;
  const stem = `lib${name}`;
  const there = libraries.filter(file => file.startsWith(`${stem}.so`) || file.startsWith(`${stem}-`));
  const soname = name === 'ssl' || name === 'crypto' ? openSslName(stem, binary) : undefined;
  if (there.length === 0) return { file: soname ?? `${stem}.so`, other: undefined };
  return soname === undefined || there.includes(soname) ? undefined : { file: soname, other: there[0] };
}

/** OpenSSL 1.1 in Debian 10 and 11 and Ubuntu 18.04 and 20.04, 3 after them; undefined for other builders. */
function openSslName(stem: string, { builder }: DynamicBinary): string | undefined {
  const distribution = builder === undefined ? undefined : rootImage(builder)?.distribution;
  const version = distribution?.version;
  if (version === undefined) return undefined;
  if (distribution?.id === 'debian')
    return Number(version) >= 12 ? `${stem}.so.3` : Number(version) >= 10 ? `${stem}.so.1.1` : undefined;
  if (distribution?.id !== 'ubuntu') return undefined;
  return compareVersions(version, '22.04') >= 0
    ? `${stem}.so.3`
    : compareVersions(version, '18.04') >= 0
      ? `${stem}.so.1.1`
      : undefined;
}

function problem(
  binary: DynamicBinary,
  absent: readonly Absent[],
  stage: Stage,
  image: CatalogueImage,
): Problem {
  const files = absent.map(({ file }) => `\`${file}\``);
  const [first] = absent;
  const copied = elsewhere(stage, absent);
  const why =
    copied !== undefined
      ? `It is copied to \`${copied}\`, where the loader does not look.`
      : first?.other !== undefined
        ? `There is \`${first.other}\` instead, of another release.`
        : binary.packages !== undefined
          ? `Importing it fails: "cannot open shared object file".`
          : `It cannot start: "error while loading shared libraries".`;
  return {
    span: binary.span,
    message: `\`${binary.path}\` needs ${list(files)}, which ${baseName(stage)} does not have. ${why} ${advice(absent, copied, image)}`,
    related: [
      { span: binary.built, message: 'It is linked here.' },
      { span: rootStage(stage).imageSpan, message: `This image lacks ${list(files)}.` },
    ],
  };
}

function advice(absent: readonly Absent[], copied: string | undefined, image: CatalogueImage): string {
  if (copied !== undefined) return 'Copy it below `/usr/lib`, or set `LD_LIBRARY_PATH`.';
  if (absent.some(({ other }) => other !== undefined)) return 'Build it on the distribution that it runs on.';
  const compilers = absent.every(({ file }) => /^lib(?:gcc_s|stdc\+\+|gomp)\./.test(file));
  if (compilers && image.family === 'google-distroless' && image.distribution?.version !== undefined)
    return `Use \`gcr.io/distroless/cc-debian${image.distribution.version}\`.`;
  return compilers
    ? 'Use an image that has it, or link it statically.'
    : 'Link it statically, use an image that has it, or copy it below `/usr/lib` with the libraries that it needs itself.';
}

/** The folder that a COPY puts one of the libraries into, by its name. */
function elsewhere(stage: Stage, absent: readonly Absent[]): string | undefined {
  const stems = absent.map(({ file }) => file.replace(/\.so.*$/, '.so'));
  for (const { instruction } of lineage(stage).flatMap(layer => layer.steps)) {
    if (instruction.keyword !== 'COPY') continue;
    const words = instruction.exec?.values ?? instruction.words.map(word => word.text);
    if (words.slice(0, -1).some(word => stems.some(stem => word.includes(stem)))) return words.at(-1);
  }
  return undefined;
}

/** Libraries that distributions package under this name: `-lfoo` of a project's own is not judged. */
const systemLibraries: ReadonlySet<string> = new Set(
  (
    'gcc_s stdc++ gomp atomic ssl crypto z zstd lzma bz2 lz4 pq sqlite3 curl xml2 xslt png16 jpeg tiff webp ffi uuid event uv hiredis ' +
    'pcre2-8 sodium gmp expat yaml ncurses ncursesw readline GL X11 EGL xkbcommon wayland-client avcodec avformat avutil pcap ' +
    'odbc mysqlclient mariadb zmq ldap gnutls nettle asound pulse usb-1.0 udev systemd magic rdkafka snappy leveldb rocksdb git2 ssh2 vips'
  ).split(' '),
);
