/** Programs of others that `cargo install` puts beside Cargo, and that the start runs: migrations of databases. */
import { readRun } from '../../effects/run';
import { runtimeVariable } from '../../model/environment';
import { baseName } from '../../model/paths';
import type { Application } from '../applications/application';
import { startTexts } from '../applications/start-texts';
import { startedPrograms } from '../applications/started-programs';
import { decline, type Ledger } from '../decision';

/** Their absolute paths; declines where a shell starts the container and it cannot be told what such a crate is called. */
export function toolsOfOthers(app: Application, isPlain: boolean, ledger: Ledger): readonly string[] {
  const found = new Set<string>();
  for (const { stage } of app.chain)
    for (const step of stage.steps) {
      if (step.instruction.keyword !== 'RUN') continue;
      for (const { words, span } of readRun(step)?.commands ?? []) {
        const values = words.map(({ value }) => value ?? '');
        if (baseName(values[0] ?? '') !== 'cargo' || !/^b?install$/.test(values[1] ?? '')) continue;
        if (values.includes('--path')) continue;
        const names = values.slice(2).filter((value, at) => isCrate(value, values[at + 1] ?? ''));
        const programs = names.map(name => programOf.get(name.replace(/@.*$/, '')));
        const used = new Set([...startTexts(app).programs, ...startedPrograms(app).named]);
        const elsewhere = values.some(value => /^--(?:root|git)\b/.test(value));
        if ((programs.includes(undefined) || elsewhere) && !isPlain)
          decline(
            ledger,
            `Which programs \`${values.slice(0, 3).join(' ')}\` brings cannot be told, and the start may run one of them.`,
            span,
          );
        const { value } = runtimeVariable(stage.end.environment, 'CARGO_HOME') ?? {};
        const home = value?.kind === 'value' ? value.value : '/root/.cargo';
        for (const program of programs)
          if (program !== undefined && used.has(program)) found.add(`${home}/bin/${program}`);
      }
    }
  return [...found];
}

/** A word that is no option, and no value of one. */
function isCrate(value: string, before: string): boolean {
  if (value.startsWith('-')) return false;
  return !/^(?:--(?:features|version|vers|root|git|branch|tag|rev|bin|target|profile|jobs)|-[Fj])$/.test(
    before,
  );
}

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
