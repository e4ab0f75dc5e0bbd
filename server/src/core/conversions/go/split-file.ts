/** The text of a split: from the plan to edits. */
import { carryEnvironment } from '../carry';
import type { Draft } from '../convert';
import { type Ledger, note } from '../decision';
import { planHealthcheck } from '../healthcheck';
import { movedInstructions, splitEdits } from '../runtime-stage';
import { nameStages } from '../stage-names';
import { targetPath, targetReference } from '../targets';
import { keywordStyle } from '../text';
import { switchOffEdits } from './build-edits';
import { isBuildVariable } from './build-variables';
import { pinBuilder } from './pin-builder';
import { scratchNeeds } from './scratch';
import { planSplit, type SplitInput } from './split';

/** Undefined with reasons in the ledger when the split is not sure. */
export function splitGo(
  input: SplitInput & { readonly addedBuild?: string },
  ledger: Ledger,
): Draft | undefined {
  const plan = planSplit(input, ledger);
  if (plan === undefined) return undefined;
  const { subject, effects } = input;
  const { dockerfile } = subject;
  const { stage } = effects;
  const keyword = keywordStyle(dockerfile);
  const moved = movedInstructions(stage);
  const carried = moved.filter(instruction =>
    /^(?:EXPOSE|VOLUME|LABEL|STOPSIGNAL)$/.test(instruction.keyword),
  );
  const mentioned = new Set(
    plan.linkings.flatMap(
      ({ linking }) =>
        linking.program?.files.flatMap(({ file }) => file?.strings.map(text => text.value) ?? []) ?? [],
    ),
  );
  const environment = carryEnvironment(
    stage,
    dockerfile,
    name => isBuildVariable(name) && !(name !== 'PATH' && mentioned.has(name)),
    carried,
    ledger,
  );
  const healthcheck = planHealthcheck(
    moved.find(instruction => instruction.keyword === 'HEALTHCHECK'),
    effects,
    plan.copies.map(copy => copy.to),
    ledger,
  );
  const needs = scratchNeeds(plan, input, ledger);
  if (ledger.reasons.length > 0) return undefined;
  const additions = buildAdditions(plan, input, keyword, ledger);
  const added: string[] = [];
  if (plan.pathDirectory !== undefined && !targetPath.includes(plan.pathDirectory))
    added.push(`${keyword('ENV')} PATH=${plan.pathDirectory}:$PATH`);
  if (plan.user.home !== undefined) added.push(`${keyword('ENV')} HOME=${plan.user.home}`);
  if (plan.system.timeZone !== undefined) added.push(`${keyword('ENV')} TZ=${plan.system.timeZone}`);
  added.push(...needs.environment.map(text => `${keyword('ENV')} ${text}`));
  const certificates = plan.system.certificates;
  const { stageName, shippedName } = nameStages(subject, stage);
  const edits = splitEdits(
    dockerfile,
    stage,
    stageName,
    {
      image: targetReference(plan.base, subject.settings, plan.user.keepsRoot),
      name: shippedName,
      environment,
      addedEnvironment: added,
      user: plan.user.keepsRoot === true ? undefined : plan.user.text,
      workdir: plan.workdir,
      ownsWorkdir: plan.ownsWorkdir,
      ownedFolders: plan.ownedFolders,
      copies: [
        ...(certificates === undefined
          ? []
          : [{ from: certificates, to: certificates, directory: false, chown: false }]),
        ...needs.copies,
        ...plan.copies.map(copy => ({
          from: copy.from,
          to: copy.to,
          directory: copy.directory,
          optional: copy.optional,
          chown: copy.owned,
        })),
        ...plan.ownedDirectories.map(({ path }) => ({ from: path, to: path, directory: true, chown: true })),
      ],
      lines: [],
      launch: plan.launch,
      buildAdditions: [...additions, ...needs.buildAdditions.map(text => `${keyword('RUN')} ${text}`)],
    },
    healthcheck,
  );
  const builds =
    input.addedBuild === undefined ? plan.linkings.flatMap(({ linking }) => linking.switchOff ?? []) : [];
  const pins = plan.linkings.some(({ linking }) => linking.kind === 'dynamic')
    ? pinBuilder(input.builder, ledger)
    : [];
  return {
    edits: [...pins, ...switchOffEdits(dockerfile, builds), ...edits],
    target: targetReference(plan.base, subject.settings, plan.user.keepsRoot),
  };
}

function buildAdditions(
  plan: NonNullable<ReturnType<typeof planSplit>>,
  input: SplitInput & { readonly addedBuild?: string },
  keyword: (word: string) => string,
  ledger: Ledger,
): string[] {
  const lines: string[] = [];
  if (input.addedBuild !== undefined) {
    const off = plan.linkings.some(({ linking }) => linking.switchOff !== undefined);
    lines.push(`${keyword('RUN')} ${off ? 'CGO_ENABLED=0 ' : ''}${input.addedBuild}`);
  }
  const create = plan.ownedDirectories.filter(directory => directory.create).map(directory => directory.path);
  if (create.length > 0) {
    lines.push(`${keyword('RUN')} mkdir -p ${create.join(' ')}`);
    note(
      ledger,
      `The program may write to ${create.map(path => `\`${path}\``).join(', ')}: made in the build stage and given to its user.`,
    );
  }
  return lines;
}
