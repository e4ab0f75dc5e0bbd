/** `gcc`, `g++`, `clang`, `rustc`, `ld`, `ar`, `strip`: what they write, and how it is linked. */
import { rootImage } from '../../model/build';
import { baseName, joinPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { BuiltArtifact } from '../built';
import { pathOf, unknown } from '../commands';
import { lookup, put } from '../contents';
import { putArtifact } from '../put-artifact';
import { writeFile } from '../run';
import type { CommandContext } from '../stage-effects';
import { pkgConfigLinks } from './pkg-config';

/** A C or C++ compiler; `-c`, `-E` and `-S` make no program. */
export function applyCompiler(context: CommandContext, args: readonly ShellWord[], offset: number): void {
  const tool = baseName(context.command.words[offset]?.value ?? 'cc');
  const call = readCompiler(args);
  if (call.unknownOutput) {
    unknown(context, tool);
    return;
  }
  if (call.queriesOnly) return;
  if (!call.links) {
    writeObjects(call, context);
    return;
  }
  const path = joinPath(context.command.cwd, call.output ?? 'a.out');
  if (path === undefined) {
    context.effects.contents.unknownSince ??= context.step.instruction;
    return;
  }
  const artifact: BuiltArtifact = {
    ecosystem: 'native',
    kind: call.shared ? 'library' : 'program',
    path,
    tool,
    dynamic: linkedDynamically(call, context),
    links: call.unsure || call.ownLibraries ? [] : call.libraries,
    linksKnown: !call.unsure && !call.ownLibraries && !call.sources.some(isBuilt),
    ...(/\+\+/.test(tool) || call.libraries.includes('stdc++') ? { cxx: true } : {}),
    ...(context.command.cwd === undefined ? {} : { directory: context.command.cwd }),
    by: context.step.instruction,
    span: context.command.span,
  };
  placeArtifact(artifact, context);
}

/** A library by its path links what nobody has seen. */
function isBuilt(source: string): boolean {
  return /\.so(?:\.|$)/.test(source);
}

function linkedDynamically(call: CompilerCall, context: CommandContext): boolean | undefined {
  if (call.static) return false;
  if (call.unsure) return undefined;
  const libc = rootImage(context.effects.stage)?.libc?.kind;
  return libc === 'glibc' || libc === 'musl' ? true : undefined;
}

function placeArtifact(artifact: BuiltArtifact, context: CommandContext): void {
  if (artifact.path === undefined || artifact.path === '/dev/null') return;
  putArtifact(context.effects, artifact, context.command.conditional);
}

interface CompilerCall {
  readonly output: string | undefined;
  readonly unknownOutput: boolean;
  readonly sources: readonly string[];
  readonly links: boolean;
  readonly shared: boolean;
  readonly static: boolean;
  /** `--version`, `-dumpmachine`: nothing is written. */
  readonly queriesOnly: boolean;
  /** A word that cannot be known may say how to link. */
  readonly unsure: boolean;
  /** `-L`, `-Wl,…`, `-l:name`: libraries may come from elsewhere or be archives. */
  readonly ownLibraries: boolean;
  readonly libraries: readonly string[];
}

function readCompiler(args: readonly ShellWord[]): CompilerCall {
  const libraries: string[] = [];
  const sources: string[] = [];
  let output: string | undefined;
  let unknownOutput = false;
  let unsure = false;
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    const text = word?.value;
    if (text === undefined) {
      const known = pkgConfigLinks(word?.text ?? '');
      // Include folders and definitions do not link.
      if (known !== undefined) libraries.push(...known);
      else if (!/^["']?-[ID]/.test(word?.text ?? '')) unsure = true;
      if (/^-o/.test(word?.text ?? '')) unknownOutput = true;
    } else if (text === '-o') {
      output = args[++index]?.value;
      unknownOutput ||= output === undefined;
    } else if (/^-o./.test(text)) output = text.slice(2);
    else if (text === '-l') libraries.push(args[++index]?.value ?? '');
    else if (/^-l[\w+.-]+$/.test(text)) libraries.push(text.slice(2));
    else if (takesValue.has(text)) index++;
    else if (text.startsWith('@') || nonstandard.test(text)) unsure = true;
    else if (!text.startsWith('-')) sources.push(text);
  }
  const has = (pattern: RegExp): boolean => args.some(word => pattern.test(word.value ?? ''));
  const target = args.map(word => word.value ?? '').join(' ');
  return {
    output,
    unknownOutput,
    sources,
    links: !has(/^-(?:c|E|S|M|MM|fsyntax-only)$/),
    shared: has(/^-(?:shared|dynamiclib)$/),
    static: has(/^--?static(?:-pie)?$/),
    queriesOnly: sources.length === 0 && output === undefined && !unsure,
    unsure: unsure || /(?:^| )(?:--?target[= ]|-m32\b|--sysroot)/.test(target),
    ownLibraries: has(
      /^-(?:L|Xlinker$|B|l:|specs)|^-Wl,(?!-z,|-O\d|-s$|--gc-sections|--as-needed|--build-id|--strip)/,
    ),
    libraries,
  };
}

const takesValue: ReadonlySet<string> = new Set(
  '-I -L -D -U -x -include -isystem -iquote -idirafter -MF -MT -MQ -Xlinker -Xassembler -Xpreprocessor -T -u -z -arch -framework'.split(
    ' ',
  ),
);
const nonstandard =
  /^-(?:nostdlib|nostartfiles|nodefaultlibs|nolibc|ffreestanding|r|specs|fuse-ld=.*|static-.*|Wl,.*static.*|Wl,.*dynamic-linker.*)$/;

function writeObjects(call: CompilerCall, context: CommandContext): void {
  if (call.output !== undefined) {
    const path = joinPath(context.command.cwd, call.output);
    if (path !== undefined && path !== '/dev/null') writeFile(context, path, context.command.conditional);
    return;
  }
  for (const source of call.sources) {
    const path = joinPath(context.command.cwd, `${baseName(source).replace(/\.\w+$/, '')}.o`);
    if (path !== undefined) writeFile(context, path, true);
  }
}

/** `rustc main.rs`: named after the source unless `-o` or `--crate-name` says otherwise. */
export function applyRustc(context: CommandContext, args: readonly ShellWord[]): void {
  const words = args.map(word => word.value);
  if (words.includes(undefined) || words.some(word => /^--(?:out-dir|emit|crate-type)/.test(word ?? ''))) {
    unknown(context, 'rustc');
    return;
  }
  const source = words.find(word => word?.endsWith('.rs') === true);
  if (source === undefined) return;
  const at = words.indexOf('-o');
  const name = at < 0 ? baseName(source).replace(/\.rs$/, '') : (words[at + 1] ?? '');
  const path = joinPath(context.command.cwd, name);
  if (path === undefined) return;
  const text = words.join(' ');
  const host = !/--target|crt-static|static|no_std|linker/.test(text);
  placeArtifact(
    {
      ecosystem: 'rust',
      kind: 'program',
      path,
      tool: 'rustc',
      dynamic: host && rootImage(context.effects.stage)?.libc?.kind === 'glibc' ? true : undefined,
      links: [],
      by: context.step.instruction,
      span: context.command.span,
    },
    context,
  );
}

/** `ar rcs libx.a x.o`: the archive. */
export function applyAr(context: CommandContext, args: readonly ShellWord[]): void {
  const archive = args.find(word => word.value?.endsWith('.a') === true);
  const path = archive === undefined ? undefined : pathOf(context, archive);
  if (path === undefined) unknown(context, 'ar');
  else writeFile(context, path, context.command.conditional);
}

/** `ld -o FILE`: what it links is not followed. */
export function applyLinker(context: CommandContext, args: readonly ShellWord[]): void {
  const at = args.findIndex(word => word.value === '-o');
  const path = at < 0 ? undefined : pathOf(context, args[at + 1]);
  if (path === undefined) unknown(context, 'ld');
  else writeFile(context, path, context.command.conditional);
}

/** `strip FILE` keeps it where it is; `-o` writes another, with the same origin. */
export function applyStrip(context: CommandContext, args: readonly ShellWord[]): void {
  const at = args.findIndex(word => word.value === '-o');
  if (at < 0) return;
  const path = pathOf(context, args[at + 1]);
  const source = pathOf(
    context,
    args.find((word, index) => word.value?.startsWith('-') !== true && index !== at + 1),
  );
  const entry = source === undefined ? undefined : lookup(context.effects.contents, source).entry;
  if (path === undefined) unknown(context, 'strip');
  else if (entry === undefined || entry.kind !== 'file')
    writeFile(context, path, context.command.conditional);
  else put(context.effects.contents, path, { ...entry, by: context.step.instruction });
}
