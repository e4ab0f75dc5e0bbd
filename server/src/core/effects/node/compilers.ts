/** tsc, Babel, bundlers and frameworks: what they surely write. What else they may write stays in the project. */
import { cleanPath, isWithin, joinPath, parentPath } from '../../model/paths';
import type { BuiltArtifact } from '../built';
import { type CommandHandler, unknown } from '../commands';
import { lookup, put } from '../contents';
import { makeOpaque } from '../run';
import type { CommandContext } from '../stage-effects';
import { nodeArguments, onlyAsks } from './arguments';
import { compilerOptions, stageText } from './project';

/** `tsc`, with the tsconfig.json it finds or is given, and those of `--build`. */
export const applyTsc: CommandHandler = (context, args) => {
  const { cwd } = context.command;
  const given = nodeArguments(args, ['-w']);
  if (onlyAsks(args) || given.options.has('--noEmit') || given.options.has('--showConfig')) return;
  if (cwd === undefined || given.uncertain || given.options.has('--init')) {
    unknown(context, 'tsc');
    return;
  }
  const outDir = optionValue(args, ['--outDir', '-outDir', '--outdir']);
  const project = optionValue(args, ['-p', '--project', '-project']);
  const builds = args.some(word => /^(?:-b|--b|--build)$/.test(word.value ?? ''));
  const sources = given.words.filter(word => /\.[cm]?tsx?$/.test(word ?? ''));
  if (sources.length > 0 && !builds) {
    makeOpaque(context, cwd);
    if (outDir !== undefined) script(context, joinPath(cwd, outDir), 'tsc', false);
    return;
  }
  const named = builds ? given.words.flatMap(word => word ?? []) : project === undefined ? [] : [project];
  const seen = new Set<string>();
  const files = named.length > 0 ? named.map(name => configFile(name, cwd)) : [findConfig(context, cwd)];
  for (const file of files)
    compileProject(context, file, outDir === undefined ? undefined : joinPath(cwd, outDir), builds, seen);
};

function compileProject(
  context: CommandContext,
  file: string | undefined,
  outDir: string | undefined,
  builds: boolean,
  seen: Set<string>,
): void {
  // Projects may refer to one another, and many to the same one.
  if (file !== undefined && seen.has(file)) return;
  if (file !== undefined) seen.add(file);
  const options =
    file === undefined ? undefined : compilerOptions(context.effects.contents, context.tree, file);
  if (file === undefined || options === undefined || seen.size > 200) {
    unknown(context, 'tsc');
    return;
  }
  if (builds)
    for (const reference of options.references)
      compileProject(context, configFile(reference, '/'), undefined, true, seen);
  const folder = parentPath(file);
  makeOpaque(context, folder);
  const output = outDir ?? options.outDir;
  if (options.emits && output !== undefined) script(context, output, 'tsc', false);
}

function configFile(name: string, cwd: string): string | undefined {
  const path = joinPath(cwd, name);
  return path === undefined || /\.json$/.test(path) ? path : cleanPath(`${path}/tsconfig.json`);
}

/** tsc looks for tsconfig.json in its folder and those above. */
function findConfig(context: CommandContext, cwd: string): string | undefined {
  for (let folder = cwd; ; folder = parentPath(folder)) {
    const found = lookup(context.effects.contents, cleanPath(`${folder}/tsconfig.json`));
    if (found.presence === 'yes') return found.path;
    if (found.presence === 'maybe' || folder === '/') return undefined;
  }
}

/** `nest build`: what tsc makes of tsconfig.build.json or tsconfig.json. */
export const applyNest: CommandHandler = (context, args) => {
  const { cwd } = context.command;
  const { contents } = context.effects;
  if (onlyAsks(args)) return;
  if (
    cwd === undefined ||
    args[0]?.value !== 'build' ||
    args.length > 1 ||
    leavesProject(context, cwd, ['nest-cli.json'])
  ) {
    unknown(context, 'nest');
    return;
  }
  const files = ['tsconfig.build.json', 'tsconfig.json'].map(name => cleanPath(`${cwd}/${name}`));
  const file = files.find(path => lookup(contents, path).presence === 'yes');
  const options = file === undefined ? undefined : compilerOptions(contents, context.tree, file);
  makeOpaque(context, cwd);
  const settings = stageText(contents, context.tree, cleanPath(`${cwd}/nest-cli.json`)) ?? '';
  const bundled = /"(?:webpack|builder|compiler|monorepo)"/.test(settings) ? undefined : false;
  if (options !== undefined) script(context, options.outDir ?? cleanPath(`${cwd}/dist`), 'nest', bundled);
};

/** `babel src -d dist`, `swc src --out-dir dist`: a file for a file, imports as they were. */
export const applyTranspiler: CommandHandler = (context, args, offset) => {
  const { cwd } = context.command;
  const tool = context.command.words[offset]?.value ?? 'babel';
  const output = optionValue(args, ['-d', '--out-dir']);
  if (onlyAsks(args)) return;
  if (cwd === undefined) unknown(context, tool);
  else {
    makeOpaque(context, cwd);
    if (output !== undefined)
      script(context, joinPath(cwd, output), tool, tool === 'babel' ? false : undefined);
  }
};

/** `esbuild --bundle --outfile=…`, `ncc build -o dist`, `tsup -d dist`: one file with what it imports inside. */
export const applyBundler: CommandHandler = (context, args, offset) => {
  const { cwd } = context.command;
  const tool = context.command.words[offset]?.value?.replace(/^.*\//, '') ?? 'esbuild';
  if (onlyAsks(args)) return;
  if (cwd === undefined || args.some(word => word.value === undefined)) {
    unknown(context, tool);
    return;
  }
  const file = optionValue(args, ['--outfile']);
  const folder = optionValue(args, ['--outdir', '-o', '--out', '-d', '--out-dir']);
  const external = args.some(word => /^(?:--external|--packages|-e)(?:$|[:=])/.test(word.value ?? ''));
  const whole = tool === 'ncc' || args.some(word => word.value === '--bundle');
  const bundled = tool === 'esbuild' && !whole ? false : whole && !external ? true : undefined;
  makeOpaque(context, cwd);
  if (file !== undefined) script(context, joinPath(cwd, file), tool, bundled, 'file');
  else if (folder !== undefined) script(context, joinPath(cwd, folder), tool, bundled);
  else if (tool === 'ncc') script(context, cleanPath(`${cwd}/dist`), tool, bundled);
};

interface Framework {
  /** What it writes unless a setting says otherwise; undefined where only settings say. */
  readonly output: string | undefined;
  readonly configs: readonly string[];
  /** Of a setting that moves the output. */
  readonly moves: RegExp;
  readonly kind: BuiltArtifact['kind'];
  readonly bundled: boolean | undefined;
}

const anyOf = (name: string): string[] =>
  ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map(end => `${name}.config.${end}`);

/** Sources: the documentation of each tool on its output folder. */
const frameworks: Readonly<Record<string, Framework>> = {
  vite: {
    output: 'dist',
    configs: anyOf('vite'),
    moves: /outDir|\broot\b/,
    kind: 'other',
    bundled: undefined,
  },
  'react-scripts': {
    output: 'build',
    configs: ['.env', '.env.production'],
    moves: /BUILD_PATH/,
    kind: 'other',
    bundled: true,
  },
  'vue-cli-service': {
    output: 'dist',
    configs: anyOf('vue'),
    moves: /outputDir/,
    kind: 'other',
    bundled: true,
  },
  next: {
    output: '.next',
    configs: anyOf('next'),
    moves: /distDir|output:\s*['"]export/,
    kind: 'other',
    bundled: undefined,
  },
  nuxt: {
    output: '.output',
    configs: anyOf('nuxt'),
    moves: /buildDir|nitro|output/,
    kind: 'script',
    bundled: true,
  },
  webpack: { output: undefined, configs: anyOf('webpack'), moves: /./, kind: 'other', bundled: undefined },
  rollup: { output: undefined, configs: anyOf('rollup'), moves: /./, kind: 'other', bundled: undefined },
  astro: { output: undefined, configs: anyOf('astro'), moves: /./, kind: 'other', bundled: undefined },
  ng: { output: undefined, configs: ['angular.json'], moves: /./, kind: 'other', bundled: undefined },
};

/** `vite build`, `next build` and the like, by their default folder or not at all. */
export const applyFramework: CommandHandler = (context, args, offset) => {
  const { cwd } = context.command;
  const tool = context.command.words[offset]?.value?.replace(/^.*\//, '') ?? '';
  const framework = Object.hasOwn(frameworks, tool) ? frameworks[tool] : undefined;
  if (
    onlyAsks(args) ||
    args.some(word => /^(?:telemetry|lint|test|prepare|analytics)$/.test(word.value ?? ''))
  )
    return;
  const moved = args.some(word => word.value === undefined || /\.\.\/|^-{1,2}[\w-]+=\/|^\//.test(word.value));
  if (
    cwd === undefined ||
    framework === undefined ||
    moved ||
    leavesProject(context, cwd, framework.configs)
  ) {
    unknown(context, tool);
    return;
  }
  makeOpaque(context, cwd);
  const builds = args.some(word => word.value === 'build');
  const options = args.some(word =>
    /^-{1,2}(?:outDir|out|dist|dest|output|root|ssr|config|c)/.test(word.value ?? ''),
  );
  const texts = framework.configs.map(
    name => stageText(context.effects.contents, context.tree, cleanPath(`${cwd}/${name}`)) ?? '',
  );
  const path = framework.output;
  const plain = args.filter(word => word.value?.startsWith('-') !== true).length === 1;
  if (!builds || options || !plain || path === undefined || texts.some(text => framework.moves.test(text)))
    return;
  if (tool === 'react-scripts' && context.command.lookup('BUILD_PATH').kind !== 'unset') return;
  artifact(
    context,
    { kind: framework.kind, path: cleanPath(`${cwd}/${path}`), tool, bundled: framework.bundled },
    'directory',
  );
  if (tool === 'next' && texts.some(text => /output:\s*['"]standalone/.test(text)))
    script(context, cleanPath(`${cwd}/.next/standalone`), tool, true);
};

/** Its settings are not known, or name a place outside of the project. */
function leavesProject(context: CommandContext, cwd: string, configs: readonly string[]): boolean {
  return configs.some(name => {
    const path = cleanPath(`${cwd}/${name}`);
    const { presence } = lookup(context.effects.contents, path);
    if (presence === 'no') return false;
    const text = presence === 'yes' ? stageText(context.effects.contents, context.tree, path) : undefined;
    return text === undefined || /\.\.["'/]/.test(text);
  });
}

function optionValue(
  args: readonly { readonly value: string | undefined }[],
  names: readonly string[],
): string | undefined {
  for (const [index, { value }] of args.entries()) {
    if (value === undefined) continue;
    if (names.includes(value)) return args[index + 1]?.value;
    const equals = value.indexOf('=');
    if (equals > 0 && names.includes(value.slice(0, equals))) return value.slice(equals + 1);
  }
  return undefined;
}

function script(
  context: CommandContext,
  path: string | undefined,
  tool: string,
  bundled: boolean | undefined,
  kind: 'file' | 'directory' = 'directory',
): void {
  if (path === undefined) unknown(context, tool);
  else artifact(context, { kind: 'script', path, tool, bundled }, kind);
}

function artifact(
  context: CommandContext,
  made: Pick<BuiltArtifact, 'kind' | 'tool' | 'bundled'> & { readonly path: string },
  kind: 'file' | 'directory',
): void {
  const { effects, command, step } = context;
  const built: BuiltArtifact = { ecosystem: 'node', ...made, by: step.instruction, span: command.span };
  effects.artifacts.push(built);
  if (kind === 'directory') makeOpaque(context, made.path);
  // Output beside the sources leaves the folder what it was.
  if (command.cwd !== undefined && isWithin(command.cwd, made.path)) return;
  put(effects.contents, made.path, {
    kind,
    origin: { kind: 'built', artifact: built },
    by: step.instruction,
    span: command.span,
    conditional: command.conditional,
  });
}
