/** Sources of Python and .NET that look up time zones by name. */
import { sourceView } from '../../effects/source-view';
import { rootImage, type Stage } from '../../model/build';
import type { Subject } from '../rule';
import { effectsOf } from './stages';

export interface ZoneUse {
  readonly path: string;
  readonly call: string;
  readonly remedy: string;
}

/**
 * The first source that does so. Python's `zoneinfo` also finds the package `tzdata`; where a manifest names it, or a
 * package that brings it, nothing is said (docs.python.org, "zoneinfo", data sources). .NET has no data of its own.
 */
export function zoneUseInSources(stage: Stage, subject: Subject): ZoneUse | undefined {
  if (!subject.tree.complete) return undefined;
  const runtime = rootImage(stage)?.runtime;
  if (runtime === 'python') return pythonUse(stage, subject);
  return runtime === 'dotnet' ? dotnetUse(subject) : undefined;
}

function pythonUse(stage: Stage, subject: Subject): ZoneUse | undefined {
  if (
    subject.tree
      .files('')
      .some(path => manifests.test(path) && bringsZones.test(subject.tree.text(path) ?? 'tzdata'))
  )
    return undefined;
  if (
    subject.effects.some(({ dependencies }) =>
      dependencies.some(({ packages }) => packages.some(name => bringsZones.test(name))),
    )
  )
    return undefined;
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined) return undefined;
  for (const source of sourceView(contents, subject.tree).files.values()) {
    if (!source.endsWith('.py')) continue;
    const text = subject.tree.text(source) ?? '';
    if (
      /^\s*from\s+zoneinfo\s+import\b.*\bZoneInfo\b/m.test(text) &&
      /\bZoneInfo\(\s*(?!["']UTC["'])\S/.test(text)
    )
      return { path: source, call: 'ZoneInfo', remedy: 'Install the package `tzdata` with the others.' };
  }
  return undefined;
}

const manifests =
  /(?:^|\/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|Pipfile(?:\.lock)?|poetry\.lock|uv\.lock)$/;

const bringsZones =
  /\b(?:tzdata|pandas|celery|arrow|tzlocal|kombu|dateparser|apscheduler|airflow|django-celery-beat|exchangelib|icalendar|psycopg)\b/i;

function dotnetUse(subject: Subject): ZoneUse | undefined {
  for (const source of subject.tree.files('')) {
    if (!source.endsWith('.cs') || /(?:^|[./])tests?\b/i.test(source)) continue;
    const match = /\bTimeZoneInfo\.(FindSystemTimeZoneById|ConvertTimeBySystemTimeZoneId)\s*\(/.exec(
      subject.tree.text(source) ?? '',
    );
    if (match !== null)
      return {
        path: source,
        call: `TimeZoneInfo.${match[1]}`,
        remedy: 'Use the variant of the image whose tag ends in `-extra`: it has them.',
      };
  }
  return undefined;
}
