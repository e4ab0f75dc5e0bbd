/** Production dependencies only: what takes the others away at the end of the build stage. */

import { cleanPath, isWithin } from '../../../model/paths';
import { type Ledger, note } from '../../decision';
import { keywordStyle, quoteWord } from '../../text';
import type { Application } from '../application';
import { projectInstalls } from './locked';
import { type Installed, isOnlyInstalled, obstacleToPruning, obstacleToRemoving } from './prune-checks';
import { servedFolder } from './served-folder';
import type { NodeStart } from './start';

/**
 * Instructions for the end of the build stage, by the manager that installed; none where nothing is to be taken away.
 * Where something that runs may need a development dependency, all stay, and a note says why.
 */
export function planPrune(app: Application, start: NodeStart, ledger: Ledger): readonly string[] {
  const { effects, subject } = app;
  const keyword = keywordStyle(subject.dockerfile)('RUN');
  const projects = new Map<string, Installed>();
  // Of several installs in a folder the last one tells what is there.
  for (const install of projectInstalls(effects.dependencies)) projects.set(install.directory, install);
  const lines: string[] = [];
  for (const install of projects.values()) {
    const output = selfContained(install.directory, start.script);
    const served = servedFolder(install.directory, app.workdir, start);
    const removable =
      served === undefined
        ? output !== undefined && obstacleToRemoving(install, app) === undefined
        : isOnlyInstalled(install, app);
    if (removable) {
      lines.push(`${keyword} rm -rf ${quoteWord(cleanPath(`${install.directory}/node_modules`))}`);
      note(
        ledger,
        served === undefined
          ? `\`node_modules\` is taken away when all is built: what is started in \`${output}\` has its packages in itself.`
          : `\`node_modules\` is taken away when all is built: only the files in \`${served}\` are served, by a program that is installed elsewhere.`,
        install.span,
      );
      continue;
    }
    if (install.development === false) continue;
    const obstacle = obstacleToPruning(install, app, start);
    const command = obstacle === undefined ? pruneCommand(install, app) : undefined;
    if (command === undefined) {
      note(
        ledger,
        `Development dependencies in \`${install.directory}\` stay in the image${obstacle === undefined ? '' : `: ${obstacle}`}.`,
        install.span,
      );
      continue;
    }
    const from = directoryAtEnd(app);
    lines.push(
      `${keyword} ${from === install.directory ? '' : `cd ${quoteWord(install.directory)} && `}${command}`,
    );
    note(
      ledger,
      `Development dependencies are taken away when all is built (\`${command}\`): no source that runs imports one of them.`,
      install.span,
    );
  }
  return lines;
}

/** Says that development dependencies stay where a start through a shell may need any of them. */
export function noteDevelopment({ effects }: Application, ledger: Ledger): void {
  const projects = new Map<string, Installed>();
  for (const install of projectInstalls(effects.dependencies)) projects.set(install.directory, install);
  for (const { directory, development, span } of projects.values())
    if (development === true)
      note(
        ledger,
        `Development dependencies in \`${directory}\` stay in the image: what the start needs of them is not looked into where a shell stays.`,
        span,
      );
}

/**
 * Outputs that have the packages they need inside, in a node_modules of their own or compiled in: Nitro's (`.output`)
 * and Next.js's with `output: 'standalone'`, by their documentation.
 */
function selfContained(directory: string, script: string | undefined): string | undefined {
  return ['.output', '.next/standalone'].find(
    name => script !== undefined && isWithin(script, cleanPath(`${directory}/${name}`)),
  );
}

/** The command that leaves what production needs; undefined for managers whose command is not sure to do just that. */
function pruneCommand(install: Installed, { image, subject }: Application): string | undefined {
  const { start, end } = install.span;
  const flags = kept(subject.dockerfile.source.slice(start, end));
  const major = Number(/^\d+/.exec(image.version ?? '')?.[0] ?? '99');
  if (install.manager === 'npm') return `npm prune ${major < 15 ? '--production' : '--omit=dev'}${flags}`;
  if (install.manager === 'yarn') {
    const frozen = install.lock === undefined ? '' : ' --frozen-lockfile';
    // The scripts of the project are not run a second time: husky and its like are gone by then.
    return `yarn install --production --ignore-scripts --prefer-offline${frozen}`;
  }
  if (install.manager === 'pnpm') return 'pnpm prune --prod --ignore-scripts';
  return undefined;
}

/** Without these npm refuses what it has installed with them. */
function kept(command: string): string {
  return ['--legacy-peer-deps', '--force']
    .filter(flag => new RegExp(`\\s${flag}(?=\\s|$)`).test(command))
    .map(flag => ` ${flag}`)
    .join('');
}

/** The folder that an instruction at the end of the build finds; see `splitEdits` on what is left out of it. */
function directoryAtEnd({ effects }: Application): string | undefined {
  const { stage } = effects;
  const last = stage.steps.findLast(({ instruction }) => /^(?:RUN|COPY|ADD)$/.test(instruction.keyword));
  return last?.state.workdir;
}
