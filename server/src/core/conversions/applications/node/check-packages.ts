/** Packages that do not run on another base, or that the new image would not have. */
import { stageText } from '../../../effects/node/project';
import { sourceView } from '../../../effects/source-view';
import type { StageEffects } from '../../../effects/stage-effects';
import { rootImage } from '../../../model/build';
import { cleanPath } from '../../../model/paths';
import { systemNeed } from '../../../node/addon-facts';
import { type PrismaEngine, prismaEngine } from '../../../node/prisma';
import { decline, type Ledger } from '../../decision';
import type { Application } from '../application';
import { directNames, lockOf, projectInstalls } from './locked';
import type { NodeStart } from './start';

/** Declines for Plug'n'Play of Yarn, whose packages are elsewhere, and for engines of another system. */
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
  checkLibraries(app, ledger);
  const engines = subject.effects.map(effects => engineIn(effects, app));
  for (const [index, effects] of subject.effects.entries()) {
    const engine =
      engines[index] ?? (generates(effects) ? engines.find(known => known !== undefined) : undefined);
    const why = engine === undefined ? undefined : misfit(engine, effects);
    if (why !== undefined)
      decline(
        ledger,
        why,
        effects.dependencies.find(({ project }) => project !== undefined)?.span,
        'libc-mismatch',
      );
  }
}

/** Packages that load libraries of the system; its fonts are in the full images only. */
function checkLibraries({ subject, image }: Application, ledger: Ledger): void {
  const full = image.libc?.kind === 'glibc' && !/slim/.test(image.tag);
  for (const { dependencies } of subject.effects) {
    for (const install of projectInstalls(dependencies)) {
      const locked = lockOf(install, subject.tree)?.production.map(({ name }) => name) ?? [];
      const direct = install.project === undefined ? install.packages : directNames(install.project);
      for (const name of new Set([...direct, ...locked])) {
        const need = systemNeed(name);
        if (need === undefined || (need === 'fonts' && !full)) continue;
        decline(
          ledger,
          `\`${name}\` needs ${need} of the system, which a base without a shell does not have.`,
          install.span,
          'missing-shared-library',
        );
      }
    }
  }
}

/** A stage that has the packages from another one, and makes the engine itself. */
function generates({ stage }: StageEffects): boolean {
  return stage.steps.some(
    ({ instruction: { keyword, body } }) => keyword === 'RUN' && /\bprisma\s+generate\b/.test(body.text),
  );
}

/** The engine of a stage that installs Prisma's client. */
export function engineIn(
  { dependencies, contents }: StageEffects,
  { subject }: Pick<Application, 'subject'>,
): PrismaEngine | undefined {
  const view = sourceView(contents, subject.tree);
  for (const { project } of projectInstalls(dependencies)) {
    const engine = project === undefined ? undefined : prismaEngine(project, view);
    if (engine !== undefined) return engine;
  }
  return undefined;
}

/** Why the engine is not the one that the distroless bases need; they have OpenSSL 3 and the C library of Debian. */
function misfit({ range, findsSystem, targets }: PrismaEngine, effects: StageEffects): string | undefined {
  if (!findsSystem)
    return `Prisma's client (\`@prisma/client\` ${range}) starts other programs to find out which engine it needs: a base without a shell has none. From version 5 on it does not.`;
  if (targets?.includes('debian-openssl-3.0.x') === true) return undefined;
  const needed = 'the distroless bases need the one for OpenSSL 3 on Debian (`debian-openssl-3.0.x`)';
  if (targets !== undefined && !targets.includes('native'))
    return `The engines of Prisma's client are for ${targets.map(name => `\`${name}\``).join(', ')}: ${needed}.`;
  const image = rootImage(effects.stage);
  const installed = effects.installs.some(({ packages }) =>
    packages.some(name => name === 'openssl' || name === 'libssl-dev' || name === 'libssl3'),
  );
  // A build on Alpine moves to the full image of Debian; see `planDebianBuilder`.
  if (image?.libc?.kind === 'musl') return undefined;
  const recent = Number(image?.distribution?.version ?? '0') >= 12;
  const full = image?.tag.includes('slim') === false;
  return recent && (full || installed)
    ? undefined
    : `Prisma makes its engine for the OpenSSL that it finds in \`${effects.stage.imageText ?? ''}\`, and that is not known to be OpenSSL 3: ${needed}. Installing \`openssl\` in the build would help, on Debian 12 or later.`;
}
