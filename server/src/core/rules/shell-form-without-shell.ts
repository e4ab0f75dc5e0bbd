import type { Change } from '../edits/change';
import { lastStep, rootImage, type Stage } from '../model/build';
import { initLength, readLaunch } from '../model/launch';
import { baseName as lastPart } from '../model/paths';
import { missingClient } from './healthcheck-without-client';
import { defineRule, type Subject } from './rule';
import { isPlaceholder } from './shared/placeholder-start';
import {
  bodySpan,
  execText,
  missingShell,
  plainWords,
  type ShellFormCommand,
  shellFormCommands,
} from './shared/programs';
import { baseName, effectsOf, rootStage } from './shared/stages';
import page from './shell-form-without-shell.md';

export const shellFormWithoutShell = defineRule({
  id: 'shell-form-without-shell',
  severity: 'error',
  equivalents: ['hadolint/DL3025', 'buildkit/JSONArgsRecommended', 'tally/shell-run-in-scratch'],
  page,
  *check(subject) {
    for (const stage of subject.finalStages)
      for (const problem of shellFormProblems(stage, subject)) {
        const { command, keyword, shell } = problem;
        const fixes = fix(problem, stage);
        yield {
          span: bodySpan(command),
          message: `${keyword === 'HEALTHCHECK' ? 'This health check' : `This \`${keyword}\``} is in shell form and needs \`${shell}\`, which ${baseName(stage)} does not have. ${keyword === 'HEALTHCHECK' ? 'The container is reported unhealthy.' : 'The container cannot start.'} ${fixes.length > 0 ? 'Write it in exec form.' : 'Start the program in exec form, without a shell.'}`,
          related: [{ span: rootStage(stage).imageSpan, message: 'This image has no shell.' }],
          fixes,
        };
      }
  },
});

interface Missing extends ShellFormCommand {
  readonly shell: string;
}

/** The commands of a stage that need a shell which is surely not there. */
export function shellFormProblems(stage: Stage, subject: Subject): Missing[] {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined) return [];
  const client = missingClient(stage, subject);
  return shellFormCommands(stage).flatMap(command => {
    // Without the client no form of the probe helps.
    if (command.keyword === 'HEALTHCHECK' && client !== undefined) return [];
    // What looks like an array is `malformed-exec-form`'s business.
    if (command.command.body.text.startsWith('[')) return [];
    if (isPlaceholder(command.command.body.text, stage)) return [];
    if (command.keyword === 'CMD' && isArguments(stage)) return [];
    const shell = missingShell(command.step, contents);
    return shell === undefined ? [] : [{ ...command, shell }];
  });
}

/** The stage's own ENTRYPOINT gets the words of CMD, `/bin/sh` first: what it makes of them is its business. */
function isArguments(stage: Stage): boolean {
  const entrypoint = readLaunch(stage)?.entrypoint;
  const words = entrypoint?.values.map(value => ({ value, span: undefined })) ?? [];
  return entrypoint?.step !== undefined && entrypoint.form === 'exec' && words.length > initLength(words);
}

function fix({ command, keyword, step }: Missing, stage: Stage): Change[] {
  const words = plainWords(command, step.state.workdir);
  if (words === undefined) return [];
  // The base may bring the program as its own entrypoint: then CMD is only its arguments.
  const entrypoint = keyword === 'CMD' ? (rootImage(stage)?.entrypoint ?? []) : [];
  const brings = entrypoint.length > 0 && lastPart(entrypoint[0] ?? '') === lastPart(words[0] ?? '');
  const kept = brings ? words.slice(1) : words;
  if (kept.length === 0 || kept[0] === '') return [];
  // The shell form ignores CMD; the exec form takes it for arguments.
  const gainsArguments = keyword === 'ENTRYPOINT' && lastStep(stage, 'CMD') !== undefined;
  return [
    {
      title: 'Write it in exec form',
      applicability: gainsArguments ? 'unsafe' : 'safe',
      edits: [{ span: bodySpan(command), text: execText(kept) }],
      notes: [],
    },
  ];
}
