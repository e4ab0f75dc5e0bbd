import type { Change } from '../edits/change';
import { lookup } from '../effects/contents';
import { embedsZones, timeZoneUse } from '../go/system-needs';
import { rootImage, type Stage } from '../model/build';
import { runtimeVariable } from '../model/environment';
import page from './missing-timezone-data.md';
import { defineRule, type Problem, type Subject } from './rule';
import {
  allAbsent,
  environmentValue,
  inBuilder,
  places,
  type StartedGo,
  say,
  startedGo,
} from './shared/native/go-start';
import { baseName, effectsOf, rootStage } from './shared/stages';
import { cannotStart } from './shared/start';
import { copyFromBuilder } from './shared/system-copy';
import { zoneUseInSources } from './shared/zone-use';

export const missingTimezoneData = defineRule({
  id: 'missing-timezone-data',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) {
      if (!lacksZones(stage, subject)) continue;
      const found = problemOf(stage, subject);
      if (found !== undefined && !cannotStart(stage, subject)) yield found;
    }
  },
});

/** One finding a stage: what the sources ask for, or else the variable. */
function problemOf(stage: Stage, subject: Subject): Problem | undefined {
  const started = startedGo(stage, subject);
  if (started !== undefined && embedsZones(started.program)) return undefined;
  const evidence = started === undefined ? undefined : timeZoneUse(started.program);
  if (started !== undefined && evidence !== undefined)
    return {
      ...places(stage, started),
      message: `${say(evidence)}, and ${baseName(stage)} has no time zones. The call fails with "unknown time zone". Import \`time/tzdata\`, or copy \`/usr/share/zoneinfo\`.`,
      fixes: copyZones(stage, started, subject),
    };
  const used = zoneUseInSources(stage, subject);
  if (used !== undefined)
    return {
      span: rootStage(stage).imageSpan,
      message: `\`${used.path}\` looks up a time zone with \`${used.call}\`, and ${baseName(stage)} has none. The look-up fails when it is reached. ${used.remedy}`,
    };
  return variableProblem(stage, subject);
}

/** `ENV TZ=Europe/Berlin`: without the data the C library and Go go on in UTC, and say nothing. */
function variableProblem(stage: Stage, subject: Subject): Problem | undefined {
  const zone = environmentValue('TZ', stage);
  if (
    typeof zone !== 'string' ||
    !/^:?[A-Z][A-Za-z]+\/[\w+-]+(?:\/[\w+-]+)?$/.test(zone) ||
    /^:?Etc\/(?:UTC|GMT)$/.test(zone)
  )
    return undefined;
  const by = runtimeVariable(stage.end.environment, 'TZ')?.by;
  // Node.js, Java and PHP bring zones of their own; what else runs there is not known to read the system's.
  const runtime = rootImage(stage)?.runtime;
  if (
    by === undefined ||
    !subject.build.stages.some(({ steps }) => steps.some(step => step.instruction === by))
  )
    return undefined;
  if (runtime !== undefined && /^(?:node|java|java-base|php)$/.test(runtime)) return undefined;
  const started = startedGo(stage, subject);
  if (runtime === undefined && started === undefined) return undefined;
  return {
    span: by.span,
    message: `\`TZ\` names a time zone, and ${baseName(stage)} has no time zones. Local time is UTC instead, without a message. Copy \`/usr/share/zoneinfo\`, or use an image that has it.`,
    related: [{ span: rootStage(stage).imageSpan, message: 'This image has no time zones.' }],
    fixes: started === undefined ? [] : copyZones(stage, started, subject),
  };
}

const folder = '/usr/share/zoneinfo';

function copyZones(stage: Stage, started: StartedGo, subject: Subject): Change[] {
  const from = inBuilder(started.builder, folder, 'tzdata', image => image.tzdata === true);
  return from === undefined
    ? []
    : copyFromBuilder('Copy the time zones', { from, to: folder }, stage, started.builder, subject);
}

/** Go looks into its own installation besides (time, `zoneinfo_goroot.go`). */
const archive = '/usr/local/go/lib/time/zoneinfo.zip';

function lacksZones(stage: Stage, subject: Subject): boolean {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined || !allAbsent([folder], stage, subject)) return false;
  if (lookup(contents, archive).presence === 'yes') return false;
  return ['ZONEINFO', 'TZDIR', 'PYTHONTZPATH'].every(name => {
    const value = environmentValue(name, stage);
    if (value === undefined || value === '') return true;
    return value?.startsWith('/') === true && lookup(contents, value).presence === 'no';
  });
}
