/** The tools of a JDK: `javac`, `jar`, `jlink`, `native-image`, `java -Djarmode=…`. */

import { releaseNumber } from '../../manifests/pom';
import { rootImage } from '../../model/build';
import { baseName, joinPath, parentPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { BuiltArtifact } from '../built';
import { pathOf, unknown } from '../commands';
import { lookup, put } from '../contents';
import { putFolder } from '../project-area';
import { makeOpaque, writeFile } from '../run';
import type { CommandContext } from '../stage-effects';

function made(
  context: CommandContext,
  given: Pick<BuiltArtifact, 'kind' | 'path' | 'tool'> & Partial<BuiltArtifact>,
): BuiltArtifact {
  const artifact: BuiltArtifact = {
    ecosystem: 'java',
    by: context.step.instruction,
    span: context.command.span,
    ...given,
  };
  context.effects.artifacts.push(artifact);
  return artifact;
}

function putFile(context: CommandContext, path: string, artifact: BuiltArtifact, conditional = false): void {
  put(context.effects.contents, path, {
    kind: 'file',
    origin: { kind: 'built', artifact },
    by: context.step.instruction,
    span: context.command.span,
    conditional: conditional || context.command.conditional,
  });
}

/** The value behind an option, as `-d out` or `--release=17`; undefined where it is not given or not known. */
function option(args: readonly ShellWord[], ...names: readonly string[]): ShellWord | undefined {
  for (const [index, word] of args.entries()) {
    if (names.includes(word.value ?? '')) return args[index + 1];
    const name = names.find(item => item.startsWith('--') && word.value?.startsWith(`${item}=`));
    if (name !== undefined && word.value !== undefined)
      return { ...word, value: word.value.slice(name.length + 1) };
  }
  return undefined;
}

/** `javac`: class files in the folder behind `-d`, else beside their sources. */
export function applyJavac(context: CommandContext, args: readonly ShellWord[]): void {
  const { effects, tree } = context;
  if (args.every(word => word.value?.startsWith('-') === true)) return;
  const image = rootImage(effects.stage);
  const asked = option(args, '--release', '-target', '--target')?.value;
  const release = asked === undefined ? releaseNumber(image?.javaVersion) : releaseNumber(asked);
  const target = option(args, '-d');
  if (target !== undefined) {
    const path = pathOf(context, target);
    if (path === undefined) effects.contents.unknownSince ??= context.step.instruction;
    else
      putFolder(context, path, {
        kind: 'built',
        artifact: made(context, { kind: 'classes', path, tool: 'javac', release }),
      });
    return;
  }
  for (const word of args) {
    if (word.value !== undefined && !/\.java$/.test(word.value)) {
      // A list of files in a file: classes may land anywhere below.
      if (word.value.startsWith('@') && context.command.cwd !== undefined)
        makeOpaque(context, context.command.cwd);
      continue;
    }
    const source = word.glob ? undefined : pathOf(context, word);
    const folder =
      word.value === undefined
        ? context.command.cwd
        : parentPath(joinPath(context.command.cwd, word.value) ?? '/');
    if (folder === undefined) effects.contents.unknownSince ??= context.step.instruction;
    else makeOpaque(context, folder === '/' || folder.includes('*') ? (context.command.cwd ?? '/') : folder);
    if (source === undefined) continue;
    const path = source.replace(/\.java$/, '.class');
    const { entry } = lookup(effects.contents, source);
    const text = entry?.origin.kind === 'context' ? tree.text(entry.origin.path) : undefined;
    const declared =
      text !== undefined &&
      new RegExp(`\\b(?:class|interface|enum|record)\\s+${baseName(source).slice(0, -5)}\\b`).test(text);
    putFile(context, path, made(context, { kind: 'classes', path, tool: 'javac', release }), !declared);
  }
}

/** `jar cf app.jar …`, `jar --create --file app.jar …`; `jar xf` unpacks into the working directory. */
export function applyJar(context: CommandContext, args: readonly ShellWord[]): void {
  const [first] = args;
  const short = /^-?([a-zA-Z0-9]+)$/.exec(first?.value ?? '')?.[1] ?? '';
  const verbose = args.map(word => word.value ?? '');
  const long = verbose.some(value => value.startsWith('--'));
  if (long ? verbose.includes('--extract') : short.includes('x')) {
    if (context.command.cwd === undefined) unknown(context, 'jar');
    else makeOpaque(context, context.command.cwd);
    return;
  }
  const creates = long ? verbose.includes('--create') : /[cu]/.test(short);
  if (!creates) return;
  // The operands of the letters come in their order: `cfe app.jar Main`, `cmf manifest app.jar`.
  const operands = [...short].filter(letter => /[fme]/.test(letter));
  const word = long ? option(args, '--file') : args[1 + operands.indexOf('f')];
  const path = !long && !short.includes('f') ? option(args, '-f', '--file') : word;
  const place = pathOf(context, path);
  if (place === undefined) unknown(context, 'jar');
  else putFile(context, place, made(context, { kind: 'jar', path: place, tool: 'jar' }));
}

/** `jlink --output DIR`: a runtime with the launcher of the JDK it was made from. */
export function applyJlink(context: CommandContext, args: readonly ShellWord[]): void {
  const place = option(args, '--output');
  const path = place === undefined ? undefined : pathOf(context, place);
  if (path === undefined) {
    if (place !== undefined) unknown(context, 'jlink');
    return;
  }
  const release = releaseNumber(rootImage(context.effects.stage)?.javaVersion);
  const artifact = made(context, { kind: 'runtime', path, tool: 'jlink', dynamic: true, release });
  putFolder(context, path, { kind: 'built', artifact });
  putFile(context, `${path}/bin/java`, artifact);
}

/** `native-image`: a program named by `-o`, by the last word, or after the jar or the main class. */
export function applyNativeImage(context: CommandContext, args: readonly ShellWord[]): void {
  const values = args.map(word => word.value);
  if (values.includes(undefined)) {
    unknown(context, 'native-image');
    return;
  }
  const known = values.flatMap(value => value ?? []);
  const takesNext = new Set([
    '-cp',
    '-classpath',
    '--class-path',
    '-p',
    '--module-path',
    '-m',
    '--module',
    '-jar',
    '-o',
    '--add-modules',
  ]);
  const plain = known.filter(
    (value, index) => !value.startsWith('-') && !takesNext.has(known[index - 1] ?? ''),
  );
  const jar = option(args, '-jar')?.value;
  const named = known.find(value => value.startsWith('-H:Name='))?.slice('-H:Name='.length);
  const name =
    option(args, '-o')?.value ??
    named ??
    (jar === undefined ? plain[1] : plain[0]) ??
    (jar === undefined ? plain[0]?.toLowerCase() : baseName(jar).replace(/\.jar$/, ''));
  const folder = known.find(value => value.startsWith('-H:Path='))?.slice('-H:Path='.length);
  const path =
    name === undefined
      ? undefined
      : joinPath(folder === undefined ? context.command.cwd : joinPath(context.command.cwd, folder), name);
  if (path === undefined) {
    unknown(context, 'native-image');
    return;
  }
  const shared = known.includes('--shared');
  const artifact = made(context, {
    kind: shared ? 'library' : 'program',
    path: shared ? `${path}.so` : path,
    tool: 'native-image',
    // `--static-nolibc` leaves the C library to the system.
    dynamic: shared ? undefined : !known.includes('--static'),
  });
  makeOpaque(context, parentPath(path) === '/' ? path : parentPath(path));
  putFile(context, artifact.path ?? path, artifact);
}

/** `java -Djarmode=… -jar app.jar extract` unpacks Spring's layers; what any other program does nobody knows. */
export function applyJava(context: CommandContext, args: readonly ShellWord[]): void {
  const mode = args
    .map(word => /^-Djarmode=(layertools|tools)$/.exec(word.value ?? '')?.[1])
    .find(found => found !== undefined);
  const jar = option(args, '-jar');
  if (args.some(word => /^--?version$/.test(word.value ?? ''))) return;
  if (mode === undefined || jar?.value === undefined || !args.some(word => word.value === 'extract')) {
    unknown(context, 'java');
    return;
  }
  const asked = option(args, '--destination');
  // `tools` makes a folder named after the jar, `layertools` uses the working directory.
  const place =
    asked !== undefined
      ? pathOf(context, asked)
      : mode === 'tools'
        ? joinPath(context.command.cwd, baseName(jar.value).replace(/\.jar$/, ''))
        : context.command.cwd;
  if (place === undefined) unknown(context, 'java');
  else if (asked === undefined && mode === 'layertools') makeOpaque(context, place);
  else putFolder(context, place, { kind: 'made', how: 'extract' });
}

/** `keytool` writes the key store that it is told to. */
export function applyKeytool(context: CommandContext, args: readonly ShellWord[]): void {
  const store = option(args, '-keystore', '-destkeystore');
  const path = store === undefined ? undefined : pathOf(context, store);
  if (path !== undefined) writeFile(context, path, context.command.conditional);
  else if (store !== undefined) unknown(context, 'keytool');
}
