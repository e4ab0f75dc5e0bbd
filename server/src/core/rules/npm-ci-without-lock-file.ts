import { readRun } from '../effects/run';
import type { Instruction } from '../syntax/instruction';
import page from './npm-ci-without-lock-file.md';
import { defineRule, type Subject } from './rule';

export const npmCiWithoutLockFile = defineRule({
  id: 'npm-ci-without-lock-file',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    if (!subject.tree.complete || isMadeElsewhere(subject)) return;
    const told = new Set<number>();
    for (const { dependencies, stage } of subject.effects)
      for (const { lockless, by, span, directory } of dependencies) {
        if (lockless !== true || told.has(span.start) || mayBeMounted(by)) continue;
        const step = stage.steps.find(({ instruction }) => instruction === by);
        // What fails before `;`, a new line or `||` does not end the instruction.
        const { text } = by.body;
        const script = step === undefined ? undefined : readRun(step);
        const several = (script?.commands.length ?? 2) > 1;
        if (several && /\|\||;|\n/.test(text.trim().replace(/\\[ \t]*\r?\n/g, ' '))) continue;
        if (script?.understood !== true) continue;
        told.add(span.start);
        yield {
          span,
          message: `\`npm ci\` needs a lock file, and \`${directory ?? ''}\` has neither package-lock.json nor npm-shrinkwrap.json here${why(subject)}. The build stops here. ${remedy(subject)}`,
          related: [],
        };
      }
  },
});

/** A lock file that Git ignores is in the folder of who has made it. */
function isMadeElsewhere({ tree }: Subject): boolean {
  return /package-lock|shrinkwrap/.test(tree.text('.gitignore') ?? '');
}

function mayBeMounted({ flags }: Instruction): boolean {
  return flags.some(
    ({ name, value }) => name === 'mount' && !/type=(?:cache|secret|ssh|tmpfs)/.test(value ?? ''),
  );
}

function inContext({ tree }: Subject): boolean {
  return tree.files('').some(file => /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/.test(file));
}

function why(subject: Subject): string {
  return inContext(subject) ? ': nothing before copies one there' : ': the build context has none';
}

function remedy(subject: Subject): string {
  return inContext(subject)
    ? 'Copy the lock file with package.json.'
    : 'Add the lock file to the project (and take it out of .dockerignore), or use `npm install`.';
}
