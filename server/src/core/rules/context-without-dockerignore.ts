import { copyPaths } from '../effects/copy';
import { lineage, type Step } from '../model/build';
import page from './context-without-dockerignore.md';
import { defineRule, type Problem, type Subject } from './rule';
import { secretFile } from './shared/secrets';
import { copiesFromContext, shippedStages } from './shared/stages';
import { list } from './shared/text';

export const contextWithoutDockerignore = defineRule({
  id: 'context-without-dockerignore',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    const problem = firstProblem(subject);
    if (problem !== undefined) yield problem;
  },
});

/** The cause is one file that is missing, so there is one finding: at the COPY that does most harm. */
function firstProblem(subject: Subject): Problem | undefined {
  const { context, tree } = subject;
  if (context.completeness !== 'known') return undefined;
  const shipped = new Set(shippedStages(subject).flatMap(stage => lineage(stage)));
  const copies = subject.build.stages.flatMap(stage =>
    stage.steps
      .filter(step => takesEverything(step, subject))
      .map(step => ({ step, inImage: shipped.has(stage) })),
  );
  const worst = copies.find(({ inImage }) => inImage) ?? copies[0];
  if (worst === undefined) return undefined;
  const file = ignoreFile(subject);
  const unwanted = strays.filter(name => tree.find(name) !== undefined && !isWanted(name, file, subject));
  if (file !== undefined && unwanted.length === 0) return undefined;
  const names = list(unwanted.map(name => `\`${name}\``));
  const where = worst.inImage ? 'into the image' : 'into this stage';
  const again = worst.inImage
    ? 'The image gets larger by that, and what is secret in it can be read by everybody who pulls it.'
    : 'The build gets slower by that, and every change runs the rest of the stage again.';
  const message =
    file !== undefined
      ? `\`${file}\` lets ${names} through, and this copies everything ${where}. ${again} Add ${unwanted.length === 1 ? 'it' : 'them'} there.`
      : unwanted.length > 0
        ? `There is no \`.dockerignore\`, and this copies everything ${where}: ${names} among the rest. ${again} Write one with ${unwanted.length === 1 ? 'it' : 'them'} in it.`
        : `There is no \`.dockerignore\`, and this copies everything ${where}: ${sent(subject)}, and from then on whatever comes to lie beside ${count(subject) === 1 ? 'it' : 'them'}, such as \`.git\` and \`.env\`. Write one, with at least these two in it.`;
  return {
    span: worst.step.instruction.span,
    message,
    ...(worst.inImage ? {} : { severity: 'hint' as const }),
  };
}

/** `COPY . .`, `ADD ./ /app`: the root of the context as a whole. */
function takesEverything(step: Step, subject: Subject): boolean {
  if (!copiesFromContext(step)) return false;
  if (step.instruction.flags.some(({ name }) => name === 'exclude')) return false;
  return copyPaths(step.instruction, { step, build: subject.build }).sources.some(
    ({ text }) => text !== undefined && /^(?:\.?\/)*\.?$/.test(text) && text !== '',
  );
}

/** The ignore file asks for it by name, the build asks Git for the version, or there is no credential in it. */
function isWanted(name: string, file: string | undefined, { context, build, tree }: Subject): boolean {
  const rules = file === undefined ? '' : (context.texts.get(file) ?? '');
  if (rules.split(/\r?\n/).some(line => line.trim().replace(/^!\/?/, '!') === `!${name}`)) return true;
  if (name === '.npmrc') return secretFile(name, tree.text(name)) === undefined;
  if (name !== '.git') return false;
  const own = build.stages.flatMap(({ steps }) => steps.map(({ instruction }) => instruction.body.text));
  const others = [...context.texts].filter(([path]) => buildFiles.test(path)).map(([, text]) => text);
  return [...own, ...others].some(text => asksGit.test(text));
}

const asksGit =
  /\bgit["',\s]+(?:-C\s+\S+\s+)?["']?(?:describe|rev-parse|rev-list|log|show|tag|status|submodule)\b/;

const buildFiles =
  /^(?:(?:GNUm|m|M)akefile|build\.rs|package\.json|[^/]+\.(?:mk|sh)|(?:scripts?|hack|build)\/[^/]+\.(?:sh|mk))$/;

/** What lies in nearly every project and belongs in no image. */
const strays: readonly string[] = ['.git', '.env', 'node_modules', '.venv', 'venv', '.npmrc', 'id_rsa'];

function ignoreFile({ context }: Subject): string | undefined {
  const own = context.dockerfile === undefined ? undefined : `${context.dockerfile}.dockerignore`;
  if (own !== undefined && context.entries.has(own)) return own;
  return context.entries.has('.dockerignore') ? '.dockerignore' : undefined;
}

function count({ tree }: Subject): number {
  return tree.children('').length;
}

function sent({ tree }: Subject): string {
  const names = tree.children('').map(name => `\`${name}\``);
  return names.length <= 4 ? list(names) : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
