/** Programs of others that `cargo install` puts beside Cargo: what the start runs, and what operators run by hand. */
import { readRun } from '../../effects/run';
import { runtimeVariable } from '../../model/environment';
import { baseName } from '../../model/paths';
import type { Span } from '../../syntax/span';
import type { Application } from '../applications/application';
import { startTexts } from '../applications/start-texts';
import { startedPrograms } from '../applications/started-programs';
import { decline, type Ledger, note } from '../decision';

/**
 * The absolute paths of those that come along on an image with a shell: what the start runs, and what migrates
 * databases by hand (`docker exec … diesel migration run`). Declines where a shell starts the container and it cannot be
 * told what such a crate is called; notes what is left behind.
 */
export function toolsOfOthers(app: Application, isPlain: boolean, ledger: Ledger): readonly string[] {
  const used = new Set([...startTexts(app).programs, ...startedPrograms(app).named]);
  const found = new Set<string>();
  for (const { shown, crates, elsewhere, span } of installations(app)) {
    if ((crates.some(({ program }) => program === undefined) || elsewhere) && !isPlain)
      decline(
        ledger,
        `Which programs \`${shown}\` brings cannot be told, and the start may run one of them.`,
        span,
      );
    for (const { name, program, path, devs, byBuild } of crates)
      if (program !== undefined && (used.has(program) || (!elsewhere && !byBuild && devs !== undefined)))
        found.add(path);
      else if (isLost(name, byBuild) && !elsewhere) noteLost(name, program, span, ledger);
  }
  return [...found];
}

/**
 * For a base without a shell: declines where the project has migrations that only such a program runs, if there is a
 * choice, and notes what else is left behind.
 */
export function checkToolsOfOthers(app: Application, ledger: Ledger): void {
  const { tree, context } = app.subject;
  const hasMigrations = tree.files('').some(path => /(?:^|\/)migrations?\//.test(path));
  const migratesItself = [...context.texts].some(
    ([path, text]) => path.endsWith('.rs') && /\bembed_migrations!|\bmigrate!|\bMigratorTrait\b/.test(text),
  );
  for (const { crates, elsewhere, span } of installations(app))
    for (const { name, program, byBuild } of crates) {
      if (elsewhere || !isLost(name, byBuild)) continue;
      if (migrating.has(name) && hasMigrations && !migratesItself && app.to === 'auto')
        decline(
          ledger,
          `\`${program ?? name}\` is installed, which no instruction runs: \`docker exec\` may run it for the migrations of the project, and a shell-less base would not have it.`,
          span,
        );
      else noteLost(name, program, span, ledger);
    }
}

/** The packages of headers that the tools which come along by hand or by the start may be linked by; undefined where unknown. */
export function linkedByTools(app: Application): readonly string[] | undefined {
  const used = new Set([...startTexts(app).programs, ...startedPrograms(app).named]);
  const devs: string[] = [];
  for (const { crates, elsewhere } of installations(app))
    for (const tool of crates) {
      const carried = tool.program !== undefined && used.has(tool.program);
      if (!carried && (elsewhere || tool.byBuild)) continue;
      if (tool.devs === undefined && carried && !ofBuilds.test(tool.name)) return undefined;
      devs.push(...(tool.devs ?? []));
    }
  return devs;
}

interface Tool {
  readonly name: string;
  /** Undefined where the manifest of the crate is not known. */
  readonly program: string | undefined;
  readonly path: string;
  /** Of a program that migrates databases: packages of headers it is linked by; undefined where that is not known. */
  readonly devs: readonly string[] | undefined;
  /** A RUN starts it. */
  readonly byBuild: boolean;
}

interface Installation {
  readonly shown: string;
  readonly crates: readonly Tool[];
  readonly elsewhere: boolean;
  readonly span: Span;
}

function installations(app: Application): readonly Installation[] {
  const commands = app.chain.flatMap(({ stage }) =>
    stage.steps.flatMap(step =>
      step.instruction.keyword === 'RUN'
        ? (readRun(step)?.commands ?? []).map(({ words, span }) => ({
            values: words.map(({ value }) => value ?? ''),
            span,
            stage,
          }))
        : [],
    ),
  );
  const run = new Set(
    commands.flatMap(({ values: [first = '', second = ''] }) => [
      baseName(first),
      ...(baseName(first) === 'cargo' ? [second, `cargo-${second}`] : []),
    ]),
  );
  return commands.flatMap(({ values, span, stage }) => {
    if (baseName(values[0] ?? '') !== 'cargo' || !/^b?install$/.test(values[1] ?? '')) return [];
    if (values.includes('--path')) return [];
    const { value } = runtimeVariable(stage.end.environment, 'CARGO_HOME') ?? {};
    const home = value?.kind === 'value' ? value.value : '/root/.cargo';
    const crates = values
      .slice(2)
      .filter((word, at) => isCrate(word, values[at + 1] ?? ''))
      .map((word): Tool => {
        const name = word.replace(/@.*$/, '');
        const program = programOf.get(name);
        return {
          name,
          program,
          path: `${home}/bin/${program ?? name}`,
          devs: devsOf(name, values),
          byBuild: run.has(program ?? name),
        };
      });
    const elsewhere = values.some(word => /^--(?:root|git)\b/.test(word));
    return [{ shown: values.slice(0, 3).join(' '), crates, elsewhere, span }];
  });
}

/** A word that is no option, and no value of one. */
function isCrate(value: string, before: string): boolean {
  if (value.startsWith('-') || value === '') return false;
  return !/^(?:--(?:features|version|vers|root|git|branch|tag|rev|bin|target|profile|jobs)|-[Fj])$/.test(
    before,
  );
}

function isLost(name: string, byBuild: boolean): boolean {
  return !byBuild && !ofBuilds.test(name);
}

function noteLost(name: string, program: string | undefined, span: Span, ledger: Ledger): void {
  note(
    ledger,
    `\`${program ?? name}\`, which \`cargo install\` brings, stays in the build stage: who runs it by \`docker exec\` needs it from there.`,
    span,
  );
}

/** By the features in the manifests of the crates (diesel_cli 1.2 to 2.3, sqlx-cli 0.5 to 0.9); undefined for any others. */
function devsOf(name: string, values: readonly string[]): readonly string[] | undefined {
  const asked = values.flatMap((value, at) => {
    const given = /^(?:--features=|-F(?=.))(.*)/.exec(value)?.[1];
    return given ?? (/^(?:--features|-F)$/.test(values[at - 1] ?? '') ? value : []);
  });
  const features = asked.flatMap(text => text.split(/[\s,]+/)).filter(text => text !== '');
  const own = linking.get(name);
  if (own === undefined || values.includes('--all-features')) return undefined;
  if (!values.includes('--no-default-features')) features.push(...own.defaults);
  const found = features.map(feature => own.features.get(feature));
  return found.includes(undefined) ? undefined : [...new Set(found.flatMap(list => list ?? []))];
}

const linking: ReadonlyMap<
  string,
  { readonly defaults: readonly string[]; readonly features: ReadonlyMap<string, readonly string[]> }
> = new Map([
  [
    'diesel_cli',
    {
      defaults: ['postgres', 'sqlite', 'mysql'],
      features: new Map<string, readonly string[]>([
        ['postgres', ['libpq-dev']],
        ['mysql', ['default-libmysqlclient-dev']],
        ['sqlite', ['libsqlite3-dev']],
        ['sqlite-bundled', []],
      ]),
    },
  ],
  [
    'sqlx-cli',
    {
      defaults: ['postgres', 'sqlite', 'mysql', 'native-tls'],
      features: new Map<string, readonly string[]>([
        ...'postgres mysql sqlite rustls completions sqlx-toml mysql-rsa'
          .split(' ')
          .map((name): [string, readonly string[]] => [name, []]),
        ['native-tls', ['libssl-dev']],
      ]),
    },
  ],
]);

/** They run the migrations of a project; `sea-orm-cli` compiles them with Cargo, which no new image has. */
const migrating: ReadonlySet<string> = new Set(['diesel_cli', 'sqlx-cli']);

/** They build, test or watch: nothing for an image that ships. */
const ofBuilds =
  /^(?:cargo-[\w-]+|trunk|wasm-pack|wasm-bindgen-cli|just|sccache|cross|bindgen-cli|cbindgen|xargo|mdbook|tauri-cli|dioxus-cli|leptosfmt|systemfd|grcov)$/;

/** By the manifests of the crates: `[[bin]]`. */
const programOf: ReadonlyMap<string, string> = new Map([
  ['diesel_cli', 'diesel'],
  ['sqlx-cli', 'sqlx'],
  ['sea-orm-cli', 'sea-orm-cli'],
  ['cargo-chef', 'cargo-chef'],
  ['cargo-watch', 'cargo-watch'],
  ['cargo-build-deps', 'cargo-build-deps'],
  ['trunk', 'trunk'],
  ['wasm-pack', 'wasm-pack'],
  ['just', 'just'],
  ['refinery_cli', 'refinery'],
]);
