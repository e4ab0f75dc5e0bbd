/** Where the gems of an official image of Ruby are, and the settings that say which of them were left out. */
import { readRun } from '../../effects/run';
import { isRoot } from '../../effects/stage-effects';
import { runtimeVariable } from '../../model/environment';
import { isWithin, joinPath } from '../../model/paths';
import type { Application } from '../applications/application';
import { decline, type Ledger } from '../decision';

export interface OwnFolders {
  /** From the build stage, and where to. */
  readonly copies: readonly (readonly [string, string])[];
  /** Folders that these bring, or that nothing was put in. */
  readonly covered: readonly string[];
  /** Folders of the system of which nothing is needed, while what lies in them by name may be. */
  readonly exact: readonly string[];
}

/**
 * `GEM_HOME` and `BUNDLE_APP_CONFIG` are `/usr/local/bundle` there, with the programs of gems in its `bin`
 * (docker-library/ruby, 3.2/slim-bookworm/Dockerfile). Declines where the file moves them, or settings of a user.
 */
export function carriedGems(app: Application, ledger: Ledger): OwnFolders {
  const { chain, effects, workdir } = app;
  for (const name of ['GEM_HOME', 'GEM_PATH', 'BUNDLE_APP_CONFIG', 'BUNDLE_USER_HOME']) {
    const set = runtimeVariable(effects.stage.end.environment, name);
    const value = set?.value.kind === 'value' ? set.value.value : '';
    if (set?.by !== undefined && value !== home && !isWithin(value, workdir))
      decline(ledger, `\`${name}\` moves the gems: which folders have them cannot be told.`, set.by.span);
  }
  let configures = false;
  for (const { stage } of chain)
    for (const step of stage.steps) {
      if (step.instruction.keyword !== 'RUN') continue;
      for (const { words, cwd, span } of readRun(step)?.commands ?? []) {
        const values = words.map(({ value }) => value ?? '');
        if (!/(?:^|\/)bundle$/.test(values[0] ?? '') || values[1] !== 'config') continue;
        const path = values[values.lastIndexOf('path') + 1] ?? '';
        const target = values.includes('path') ? joinPath(cwd, path) : home;
        if (target !== home && (target === undefined || workdir === '/' || !isWithin(target, workdir)))
          decline(ledger, 'Where Bundler puts the gems cannot be told.', span);
        if (values.includes('--local')) continue;
        configures = true;
        if (!isRoot(effects.stage.end.user) || !isRoot(step.state.user))
          decline(
            ledger,
            'These settings of Bundler may be in the home of a user, which the new image would not have: `--local` keeps them with the gems.',
            span,
          );
      }
    }
  const installs = chain.some(({ dependencies }) =>
    dependencies.some(({ ecosystem }) => ecosystem === 'ruby'),
  );
  return {
    copies: [
      ...(installs ? [[`${home}/`, `${home}/`] as const] : []),
      // A wildcard may match nothing.
      ...(configures ? [['/root/.bundl[e]', '/root/.bundle/'] as const] : []),
    ],
    covered: [home, '/root/.bundle'],
    exact: ['/usr/local/bin', '/usr/bin', '/usr/local/lib/ruby', '/var/lib/gems', '/usr/lib/ruby'],
  };
}

const home = '/usr/local/bundle';
