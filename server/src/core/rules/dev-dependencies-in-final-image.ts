import type { Change } from '../edits/change';
import type { DependencyInstall } from '../effects/built';
import { lineage, rootImage, type Stage } from '../model/build';
import { runtimeVariable } from '../model/environment';
import { baseName as lastPart } from '../model/paths';
import page from './dev-dependencies-in-final-image.md';
import { defineRule, type Subject } from './rule';
import { type CarriedInstall, carriedInstalls } from './shared/carried-dependencies';
import { scriptWords } from './shared/node/package-scripts';
import { ownLaunch, shippedStages } from './shared/stages';

export const devDependenciesInFinalImage = defineRule({
  id: 'dev-dependencies-in-final-image',
  severity: 'warning',
  equivalents: ['tally/php/composer-no-dev-in-production', 'tally/ruby/missing-bundle-without-development'],
  page,
  *check(subject) {
    for (const stage of shippedStages(subject)) {
      if (isForDevelopment(stage, subject)) continue;
      const carried = carriedInstalls(stage, subject).filter(({ install }) => install.development === true);
      const [first, ...others] = carried;
      if (first === undefined) continue;
      const { install, from } = first;
      const command = text(subject, install);
      const build = buildsAfter(install, subject);
      const fixes = build || from !== undefined ? [] : omit(install, stage, subject);
      // Whether the project has any stands in a manifest that nobody can see.
      const any = subject.context.completeness === 'unknown' ? ', if there are any' : '';
      yield {
        span: first.span,
        ...(any === '' ? {} : { severity: 'info' as const }),
        message: `${from === undefined ? `\`${command}\` also installs development dependencies${any}` : `These packages include development dependencies${any}, which \`${command}\` installed`}, and the final image keeps them. Tools for building and testing make it larger and easier to attack. ${advice(first, build, stage)}`,
        related: [
          ...(from === undefined ? [] : [{ span: install.span, message: 'They are installed here.' }]),
          ...others
            .filter(other => other.install !== install)
            .map(({ span }) => ({ span, message: 'More development dependencies get into the image here.' })),
        ],
        fixes,
      };
    }
  },
});

/** What keeps development dependencies out, and what removes them, by tool. Sources: each tool's documentation. */
const tools: Readonly<Record<string, { readonly flag: string; readonly prune?: string }>> = {
  npm: { flag: '--omit=dev' },
  yarn: { flag: '--production', prune: 'yarn install --production' },
  pnpm: { flag: '--prod', prune: 'pnpm prune --prod' },
  bun: { flag: '--production' },
  poetry: { flag: '--only main', prune: 'poetry sync --only main' },
  uv: { flag: '--no-dev', prune: 'uv sync --no-dev' },
  composer: { flag: '--no-dev', prune: 'composer install --no-dev' },
};

/** npm before version 7, which came with Node.js 15, knows another flag. */
function flagOf(manager: string, stage: Stage): string | undefined {
  const image = rootImage(stage);
  const old = image?.runtime === 'node' && Number.parseInt(image.version ?? '99', 10) < 15;
  if (manager === 'npm' && old) return '--only=production';
  return Object.hasOwn(tools, manager) ? tools[manager]?.flag : undefined;
}

function advice({ install, from }: CarriedInstall, build: boolean, stage: Stage): string {
  const flag = flagOf(install.manager, stage);
  const known = Object.hasOwn(tools, install.manager) ? tools[install.manager]?.prune : undefined;
  const remove = install.manager === 'npm' ? `npm prune ${flag}` : known;
  if (from === undefined && !build)
    return flag === undefined ? 'Leave them out.' : `Leave them out with \`${flag}\`.`;
  const own = flag === undefined ? 'without them' : `with \`${flag}\``;
  return remove === undefined
    ? `Install ${own} in a stage of its own, and copy from there.`
    : `Run \`${remove}\` after the build, or install ${own} in a stage of its own and copy from there.`;
}

function text(subject: Subject, { span, manager }: DependencyInstall): string {
  const written = subject.dockerfile.source.slice(span.start, span.end).trim();
  return /\n/.test(written) || written.length > 60 ? manager : written;
}

/** The image starts a development server, or says that it is one for development. */
function isForDevelopment(stage: Stage, subject: Subject): boolean {
  const launch = ownLaunch(stage);
  if (launch === undefined) return true;
  const environment = runtimeVariable(stage.end.environment, 'NODE_ENV')?.value;
  if (environment?.kind === 'value' && /^(?:dev|test|local)/.test(environment.value)) return true;
  const parts = [launch.entrypoint, launch.cmd].flatMap(part =>
    part?.step === undefined ? [] : part.values,
  );
  const argv = launch.cmd?.step === undefined ? [] : launch.cmd.values;
  const words = [...parts, ...(scriptWords(argv, stage, subject) ?? [])].flatMap(word => word.split(/\s+/));
  // `ENTRYPOINT ["pnpm", "run"]` leaves the script to whoever starts the container.
  if (words.at(-1) === 'run') return true;
  return words.some((word, index) => isDevelopmentWord(lastPart(word), lastPart(words[index - 1] ?? '')));
}

const servers =
  /^(?:nodemon|ts-node(?:-dev)?|tsx|tsnd|vite|ng|react-scripts|webpack|webpack-dev-server|parcel|storybook|jest|vitest|mocha|cypress|playwright|gulp|grunt|ember|eslint|expo|docusaurus|gatsby|hexo|ionic|concurrently|lerna|nx|turbo|hardhat|truffle|ganache(?:-cli)?)$/;

function isDevelopmentWord(word: string, before: string): boolean {
  if (servers.test(word)) return true;
  if (
    /^(?:(?:\w+[:_-])?(?:dev|develop|development|watch|serve|test|tests|debug|local|lint|storybook|e2e|ci)(?:[:_-]\w+)*|start[:_-](?:dev|watch|debug|local)\w*)$/.test(
      word,
    )
  )
    return /^(?:run|npm|yarn|pnpm|bun|next|nuxt|run-script)$/.test(before);
  return /^(?:ba|da|a)?sh$/.test(word) && before === '';
}

/** Whether a build, which may need them, runs in the stage after the install. */
function buildsAfter(install: DependencyInstall, subject: Subject): boolean {
  const stage = subject.build.stages.find(({ steps }) =>
    steps.some(({ instruction }) => instruction === install.by),
  );
  if (stage === undefined) return true;
  return stage.steps.some(({ instruction }) => {
    if (instruction.keyword !== 'RUN' || instruction.span.end <= install.span.end) return false;
    const from = Math.max(instruction.span.start, install.span.end);
    return builds.test(subject.dockerfile.source.slice(from, instruction.span.end));
  });
}

const builds =
  /\b(?:(?:npm|pnpm|bun|yarn)\s+(?:(?:-\S+\s+)*(?:run|exec|test|build)\b)|npx|pnpx|bunx|tsc|gulp|grunt|webpack|vite|ng\s+build|nest\s+build|next\s+build|yarn\s+(?!install|cache|config|global|add|autoclean|-)\w+|make|gradlew?|node_modules\/\.bin\/)\b/;

/** Adds the flag right behind the verb, where the command stands in the file and the program is started without npm. */
function omit(install: DependencyInstall, stage: Stage, subject: Subject): Change[] {
  const flag = flagOf(install.manager, stage);
  const written = subject.dockerfile.source.slice(install.span.start, install.span.end);
  const call =
    /^(?:npm\s+(?:ci|install|i)|yarn(?:\s+install)?|pnpm\s+(?:install|i)|composer\s+install|uv\s+sync|poetry\s+install)(?=\s|$)/.exec(
      written,
    );
  const inStage = lineage(stage).some(({ steps }) =>
    steps.some(({ instruction }) => instruction === install.by),
  );
  if (
    flag === undefined ||
    call === null ||
    !inStage ||
    install.packages.length > 0 ||
    !startsDirectly(stage, subject)
  )
    return [];
  const at = install.span.start + call[0].length;
  return [
    {
      title: `Leave development dependencies out with ${flag}`,
      applicability: 'unsafe',
      edits: [{ span: { start: at, end: at }, text: ` ${flag}` }],
      notes: [{ message: 'Whatever the program needs when it runs has to be in `dependencies`.' }],
    },
  ];
}

/** Node.js runs a script: no tool of the packages is needed for the start itself. */
function startsDirectly(stage: Stage, subject: Subject): boolean {
  const launch = ownLaunch(stage);
  const words = launch?.argv?.map(({ value }) => value) ?? [];
  const own = /entrypoint\.sh$/.test(words[0] ?? '') ? words.slice(1) : words;
  const program = lastPart((scriptWords(own, stage, subject) ?? own)[0] ?? '');
  return !/^(?:npm|npx|yarn|pnpm|bunx?|(?:ba|a|da)?sh)$/.test(program);
}
