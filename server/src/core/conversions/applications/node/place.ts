/** Where the start of a Node.js application is looked at, and what its stages installed. */
import type { ContextTree } from '../../../context/context-tree';
import type { BuiltArtifact } from '../../../effects/built';
import type { Contents } from '../../../effects/contents';
import { packageJsonIn } from '../../../effects/node/project';
import { runtimeVariable } from '../../../model/environment';
import type { Application } from '../application';

/** Where a start runs: the final stage, in its working directory. */
export interface Place {
  readonly contents: Contents;
  readonly tree: ContextTree;
  readonly workdir: string;
  readonly installed: Installed;
  /** Commands of packages are found by their names, as in a script of npm. */
  readonly onPath: boolean;
  /** What compilers and bundlers of JavaScript made, in any stage. */
  readonly built: readonly BuiltArtifact[];
}

/** A reason, in a whole sentence. */
export interface Refused {
  readonly refused: string;
}

/** How the packages of a project came. */
export interface Installed {
  /** All that the package.json of the working directory lists, with the ranges of their versions. */
  readonly ranges: ReadonlyMap<string, string>;
  readonly managers: ReadonlySet<string>;
  /** Installed with `npm install -g`, with the major version that is asked for; `latest` for none. */
  readonly globally: ReadonlyMap<string, string>;
  /** Somewhere packages were installed to a place that is not known: Yarn's Plug'n'Play. */
  readonly elsewhere: boolean;
}

/** The place of an application's start. */
export function placeOf(app: Application): Place {
  const { contents, stage } = app.effects;
  const { tree } = app.subject;
  const path = runtimeVariable(stage.end.environment, 'PATH')?.value;
  const folders = path?.kind === 'value' ? path.value.split(':') : [];
  const onPath = folders.some(
    folder => folder === './node_modules/.bin' || folder === `${app.workdir}/node_modules/.bin`,
  );
  const built = app.subject.effects.flatMap(({ artifacts }) =>
    artifacts.filter(({ ecosystem }) => ecosystem === 'node'),
  );
  return { contents, tree, workdir: app.workdir, installed: readInstalled(app), onPath, built };
}

function readInstalled({ subject, effects, workdir }: Application): Installed {
  const manifest = packageJsonIn(effects.contents, subject.tree, workdir);
  const lists = [manifest?.devDependencies, manifest?.optionalDependencies, manifest?.dependencies];
  const installs = subject.effects.flatMap(stage =>
    stage.dependencies.filter(({ ecosystem }) => ecosystem === 'node'),
  );
  const global = installs.filter(
    ({ directory, into }) => directory === '/usr/local/lib' && into === undefined,
  );
  const local = installs.filter(install => !global.includes(install));
  const globally = new Map<string, string>();
  // Another prefix puts them elsewhere.
  const prefixed = ['NPM_CONFIG_PREFIX', 'npm_config_prefix'].some(
    name => runtimeVariable(effects.stage.end.environment, name) !== undefined,
  );
  for (const { manager, packages, by } of prefixed ? [] : global) {
    if (manager !== 'npm') continue;
    for (const name of packages) {
      const after = by.body.text.split(`${name}@`)[1];
      globally.set(name, after === undefined ? 'latest' : (/^[\^~]?(\d+)/.exec(after)?.[1] ?? 'latest'));
    }
  }
  return {
    ranges: new Map(lists.flatMap(list => Object.entries(list ?? {}))),
    managers: new Set(local.map(({ manager }) => manager)),
    globally,
    elsewhere: local.some(({ into }) => into === undefined),
  };
}
