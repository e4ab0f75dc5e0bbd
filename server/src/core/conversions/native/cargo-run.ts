/** `cargo run` as the start: the program that an earlier `cargo build` of the same profile has made, started itself. */
import { baseName, joinPath, parentPath } from '../../model/paths';
import type { Application } from '../applications/application';
import { decline, type Ledger, note } from '../decision';
import { type LaunchPlan, withLeading } from '../launch-plan';
import { nativeSources } from './sources';

export interface DirectStart {
  readonly launch: LaunchPlan;
  /** `NAME=value` that Cargo sets for what it runs, and that the sources read. */
  readonly environment: readonly string[];
}

/** The start as it is where it is another; undefined with a reason where Cargo has to do more than to start. */
export function startDirectly(app: Application, launch: LaunchPlan, ledger: Ledger): DirectStart | undefined {
  const words = launch.argv.map(({ value }) => value);
  if (baseName(words[0] ?? '') !== 'cargo') return { launch, environment: [] };
  const { span } = launch;
  const call = words[1] === 'run' || words[1] === 'r' ? readRun(words) : undefined;
  if (call === undefined)
    return decline(
      ledger,
      `The container starts \`${words.slice(0, 4).join(' ')}\`: which program that runs cannot be told.`,
      span,
    );
  const path = programOf(app, call);
  if (path === undefined)
    return decline(
      ledger,
      `\`${words.slice(0, call.own).join(' ')}\` compiles the program when the container starts, unless a build of the same profile has made it for sure, which cannot be told here: the image would need Cargo and all sources.`,
      span,
    );
  const environment = variablesOfCargo(app, ledger, launch);
  if (environment === undefined) return undefined;
  note(
    ledger,
    `The container starts \`${path}\` itself: \`cargo run\` would look whether it is up to date, and start the same.`,
    span,
  );
  return { launch: withLeading(launch, call.own, [path]), environment };
}

interface RunCall {
  readonly profile: string;
  readonly program: string | undefined;
  readonly package: string | undefined;
  /** How many words are Cargo's own, a separating `--` included. */
  readonly own: number;
}

/** What is printed, loaded or checked: the program is the same. */
const harmless = /^(?:-q|--quiet|-v+|--verbose|--locked|--offline|--frozen|--ignore-rust-version|-j\d+)$/;

function readRun(words: readonly string[]): RunCall | undefined {
  let profile = 'debug';
  let program: string | undefined;
  let named: string | undefined;
  for (let index = 2; index < words.length; index++) {
    const [option = '', attached] = (words[index] ?? '').split('=');
    const value = (): string | undefined => attached ?? words[++index];
    if (option === '--') return { profile, program, package: named, own: index + 1 };
    if (!option.startsWith('-')) return { profile, program, package: named, own: index };
    if (option === '--release' || option === '-r') profile = 'release';
    else if (option === '--bin') program = value();
    else if (option === '-p' || option === '--package') named = value();
    else if (/^(?:-j|--jobs|--color|--message-format)$/.test(option)) value();
    else if (!harmless.test(option)) return undefined;
  }
  return { profile, program, package: named, own: words.length };
}

/** The only program of the profile, or the one that is named. */
function programOf({ chain, workdir, subject }: Application, call: RunCall): string | undefined {
  const made = chain.flatMap(({ artifacts }) =>
    artifacts.flatMap(({ tool, kind, path, workspace }) =>
      tool === 'cargo' && kind === 'program' && path !== undefined ? [{ path, workspace }] : [],
    ),
  );
  const folder = joinPath(workdir, `target/${call.profile}`);
  const here = made.filter(({ path }) => parentPath(path) === folder);
  const [workspace] = here.flatMap(item => item.workspace ?? []);
  const manifest = workspace === undefined ? '' : `${workspace === '' ? '' : `${workspace}/`}Cargo.toml`;
  const preset = /^default-run\s*=\s*"([^"]+)"/m.exec(subject.context.texts.get(manifest) ?? '')?.[1];
  const wanted = call.program ?? call.package ?? preset;
  const found = new Set(
    here.map(({ path }) => path).filter(path => wanted === undefined || baseName(path) === wanted),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

/** What the program would find in its environment (the Cargo book, "Environment variables"). */
function variablesOfCargo(
  app: Application,
  ledger: Ledger,
  { span }: LaunchPlan,
): readonly string[] | undefined {
  const settings = [...app.subject.context.texts].some(
    ([path, text]) => /(?:^|\/)\.cargo\/config(?:\.toml)?$/.test(path) && /^\[env\]/m.test(text),
  );
  if (settings)
    return decline(ledger, 'Cargo gives the program variables of its own settings (`[env]`).', span);
  const names = new Set(
    nativeSources(app).flatMap(({ code }) =>
      [...code.matchAll(/\bvar(?:_os)?\(\s*"(CARGO_\w+)"/g)].flatMap(match => match[1] ?? []),
    ),
  );
  const other = [...names].find(name => name !== 'CARGO_MANIFEST_DIR');
  if (other !== undefined)
    return decline(ledger, `The program reads \`${other}\`, which only \`cargo run\` sets.`, span);
  return names.size === 0 ? [] : [`CARGO_MANIFEST_DIR=${app.workdir}`];
}
