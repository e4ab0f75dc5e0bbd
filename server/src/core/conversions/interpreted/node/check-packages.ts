/** Packages that do not run on another base, or that the new image would not have. */
import { stageText } from '../../../effects/node/project';
import { sourceView } from '../../../effects/source-view';
import { cleanPath } from '../../../model/paths';
import { prismaEngine } from '../../../node/prisma';
import { decline, type Ledger } from '../../decision';
import type { Application } from '../application';
import { projectInstalls } from './locked';
import type { NodeStart } from './start';

/** Declines for Plug'n'Play of Yarn, whose packages are elsewhere, and for engines that ask the system what it is. */
export function checkPackages(app: Application, start: NodeStart, ledger: Ledger): void {
  const { subject, chain } = app;
  for (const { contents, dependencies } of chain) {
    for (const install of projectInstalls(dependencies)) {
      const settings = stageText(contents, subject.tree, cleanPath(`${install.directory}/.yarnrc.yml`));
      const loads = start.launch.argv.some(word => /\.pnp\.c?js$/.test(word.value));
      const kept = settings !== undefined && /^enableGlobalCache:\s*false/m.test(settings);
      if (install.manager === 'yarn' && install.into === undefined && !(loads && kept))
        decline(
          ledger,
          "Yarn installs for Plug'n'Play here: the packages are in a cache, and only Yarn knows where. With `nodeLinker: node-modules` in `.yarnrc.yml` they would be in the project.",
          install.span,
        );
    }
  }
  const view = sourceView(app.effects.contents, subject.tree);
  const installs = subject.effects.flatMap(({ dependencies }) => projectInstalls(dependencies));
  for (const { project, span } of installs) {
    const engine = project === undefined ? undefined : prismaEngine(project, view);
    if (engine !== undefined)
      decline(
        ledger,
        `Prisma's client loads an engine for the system that it finds by programs of that system, which a base without a shell does not have (${engine}).`,
        span,
        'libc-mismatch',
      );
  }
}
