import { type LeftOutProgram, lacksProgram } from '../catalogue/absent-clients';
import type { Change } from '../edits/change';
import { unwrap } from '../effects/commands';
import { readRun } from '../effects/run';
import { lineage, rootBase, rootImage, type Stage, type Step } from '../model/build';
import { runtimeVariable } from '../model/environment';
import type { ShellCommand } from '../shell/script';
import type { Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';
import page from './missing-package-manager.md';
import { defineRule, type Subject } from './rule';
import { baseName, effectsOf, rootStage } from './shared/stages';

export const missingPackageManager = defineRule({
  id: 'missing-package-manager',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    // One installation at the bottom is enough for everything that stands on it.
    const told = new Set<Stage>();
    for (const stage of subject.build.stages) {
      const root = rootStage(stage);
      if (told.has(root) || !isKnown(stage)) continue;
      const missing = firstMissing(stage, subject);
      if (missing === undefined) continue;
      told.add(root);
      const { program, span } = missing;
      yield {
        span,
        message: `\`${program}\` is not in the image: ${baseName(stage)} comes without it (${since[program]}), and nothing before installs it. The build stops here. Install it with npm first.`,
        related: [{ span: root.imageSpan, message: 'This image comes without it.' }],
        fixes: installation(program, root, subject),
      };
    }
  },
});

const since: Readonly<Record<LeftOutProgram, string>> = {
  yarn: 'since Node.js 26',
  corepack: 'since Node.js 25',
};

/** A digest behind a floating tag pins an image that nobody has looked into. */
function isKnown(stage: Stage): boolean {
  const base = rootBase(stage);
  return base.kind === 'image' && (base.reference.digest === undefined || base.image?.version !== undefined);
}

/** The first RUN of the stage itself that calls a package manager which surely is not there. */
function firstMissing(
  stage: Stage,
  subject: Subject,
): { readonly program: LeftOutProgram; readonly span: Span } | undefined {
  const image = rootImage(stage);
  if (image === undefined || hasForeignPrograms(stage, subject)) return undefined;
  const before = lineage(stage)
    .slice(1)
    .reverse()
    .flatMap(({ steps }) => steps);
  if (!before.every(bringsNothing)) return undefined;
  for (const step of stage.steps) {
    const found = step.instruction.keyword === 'RUN' ? leftOut(step) : undefined;
    if (found !== undefined && lacksProgram(image, found.program)) return found;
    if (!bringsNothing(step)) return undefined;
  }
  return undefined;
}

/** The call that surely stops the build where its program is not there; nothing before it may bring that. */
function leftOut(step: Step): { readonly program: LeftOutProgram; readonly span: Span } | undefined {
  const script = readRun(step);
  if (script === undefined || !script.understood || mounts(step.instruction)) return undefined;
  const { text } = step.instruction.body;
  // The result of a command before `;` or a new line is lost, that before `||` is somebody's choice.
  if (script.commands.length > 1 && /\|\||;|\n/.test(text.trim().replace(/\\[ \t]*\r?\n/g, ' ')))
    return undefined;
  for (const command of script.commands) {
    const word = command.words[unwrap(command)?.offset ?? 0];
    const program = programOf(word?.value);
    if (program !== undefined && word !== undefined)
      return command.conditional || command.role !== 'plain' ? undefined : { program, span: word.span };
    if (!isHarmless(command)) return undefined;
  }
  return undefined;
}

function programOf(name: string | undefined): LeftOutProgram | undefined {
  if (name === 'yarn' || name === 'yarnpkg') return 'yarn';
  return name === 'corepack' ? 'corepack' : undefined;
}

function mounts({ flags }: Instruction): boolean {
  return flags.some(
    ({ name, value }) => name === 'mount' && !/type=(?:cache|secret|ssh|tmpfs)/.test(value ?? ''),
  );
}

/** Whether an instruction surely leaves the search path and what lies there alone, as far as these programs go. */
function bringsNothing(step: Step): boolean {
  const { keyword } = step.instruction;
  if (keyword === 'ONBUILD') return false;
  const path = runtimeVariable(step.state.environment, 'PATH')?.value;
  if (path !== undefined && (path.kind !== 'value' || !path.value.split(':').every(isOfTheImage)))
    return false;
  if (keyword !== 'RUN') return true;
  const script = readRun(step);
  return script?.understood === true && !mounts(step.instruction) && script.commands.every(isHarmless);
}

function isOfTheImage(folder: string): boolean {
  return /^(?:\/usr(?:\/local)?)?\/s?bin$/.test(folder);
}

/** Programs that install neither. */
const harmless =
  /^(?:mkdir|cd|echo|printf|rm|chown|chmod|set|touch|ls|pwd|true|:|test|\[|cat|sed|date|addgroup|adduser|groupadd|useradd|usermod|groupmod)$/;

function isHarmless(command: ShellCommand): boolean {
  const words = command.words.slice(unwrap(command)?.offset ?? 0);
  const [name, ...rest] = words.map(({ value }) => value);
  if (words.length === 0) return command.redirects.length === 0;
  if (name === undefined || command.redirects.some(({ target }) => /bin\//.test(target?.value ?? 'bin/')))
    return false;
  if (harmless.test(name)) return true;
  const certain = rest.every(word => word !== undefined && !/yarn|corepack|cmdtest/i.test(word));
  if (/^(?:apk|apt|apt-get)$/.test(name))
    return certain && !rest.some(word => /nodejs|npm|^\.|\.(?:deb|apk)$/.test(word ?? ''));
  return /^(?:npm|npx|node)$/.test(name) && certain;
}

/** A copy puts something where programs lie. */
function hasForeignPrograms(stage: Stage, subject: Subject): boolean {
  return lineage(stage).some(layer => {
    const contents = effectsOf(subject, layer)?.contents;
    if (contents === undefined) return true;
    const copied = [...contents.entries].filter(([, list]) => list.some(({ entry }) => isCopy(entry?.by)));
    return (
      copied.some(([path]) => programFolder.test(path)) ||
      contents.grafts.some(
        ({ destination, by }) => isCopy(by) && (destination === '/' || programFolder.test(destination)),
      )
    );
  });
}

function isCopy(instruction: Instruction | undefined): boolean {
  return instruction?.keyword === 'COPY' || instruction?.keyword === 'ADD';
}

const programFolder = /^(?:\/usr(?:\/local)?)?\/s?bin(?:\/|$)|^\/usr(?:\/local)?\/?$/;

/** What the image had before, in front of everything; root may, whoever runs what comes later. */
function installation(program: LeftOutProgram, root: Stage, { dockerfile, tree }: Subject): Change[] {
  // Corepack brings a `yarn` of its own, which asks the project for its version.
  const berry = /"packageManager"\s*:\s*"yarn@[2-9]/.test(tree.text('package.json') ?? '');
  const name = program === 'yarn' && !berry ? 'yarn@1.22.22' : 'corepack';
  const { end } = root.from.span;
  const text = `${dockerfile.newline}RUN npm install --global ${name}`;
  const edits = [{ span: { start: end, end }, text }];
  return [{ title: `Install ${name} with npm`, applicability: 'unsafe', edits, notes: [] }];
}
