/** .NET: Microsoft's chiselled image of the same line, with the assembly or the program that the file publishes. */
import { lookup } from '../../effects/contents';
import type { StageEffects } from '../../effects/stage-effects';
import { initLength, readLaunch } from '../../model/launch';
import { baseName, joinPath } from '../../model/paths';
import type { Application, RuntimePlan } from '../applications/application';
import { startedByName } from '../applications/check-starts';
import { decline, type Ledger } from '../decision';
import { type LaunchPlan, withLeading } from '../launch-plan';
import { checkDotnetProgram, usesAspNet } from './check-program';
import { decideDotnetRuntime } from './dotnet-runtime';
import { publishedFiles } from './published-files';

/** Undefined with reasons where the start, the version or something that the program needs stands in the way. */
export function planDotnet(app: Application, launch: LaunchPlan, ledger: Ledger): RuntimePlan | undefined {
  const words = launch.argv.map(({ value }) => value);
  const [program = '', first] = words;
  const throughHost = baseName(program) === 'dotnet';
  if (throughHost && (first === undefined || !/\.dll$/i.test(first)))
    return decline(ledger, why(first, app), launch.span);
  const started = throughHost ? first : program;
  const path = started === undefined ? undefined : joinPath(app.workdir, started);
  if (path === undefined || !path.startsWith('/'))
    return decline(ledger, 'Which assembly is started cannot be told.', launch.span);
  const { presence } = lookup(app.effects.contents, path);
  if (presence === 'no')
    return decline(
      ledger,
      `The container starts \`${started ?? ''}\`, and \`${path}\` is not in the image.`,
      launch.span,
      'missing-executable',
    );
  checkDotnetProgram(app, path, throughHost, ledger);
  const runtime = decideDotnetRuntime(
    app,
    { selfContained: !throughHost, usesAspNet: usesAspNet(app) },
    ledger,
  );
  if (runtime === undefined) return undefined;
  const selected = publishedFiles(app, path);
  return {
    image: runtime.image,
    hasShell: false,
    user: '1654',
    lines: [],
    environment: runtime.environment,
    builderEdits: [],
    buildAdditions: [],
    launch: throughHost ? onDotnetImage(app, launch) : launch,
    programs: throughHost ? ['/usr/bin/dotnet'] : [],
    covers: ofTheSdk,
    ...(selected === undefined ? {} : { selected }),
    confirms: (_after, effects) => startsTheSame(words, path, app, effects),
  };
}

/** Why a start with `dotnet` is none of an assembly. */
export function why(verb: string | undefined, { subject }: Pick<Application, 'subject'>): string {
  if (verb === 'run' || verb === 'watch')
    return `\`dotnet ${verb}\` builds the program when the container starts, with the SDK: \`dotnet publish\` in a RUN and \`dotnet NAME.dll\` as the start would do without it.${settingsOfRun(subject)}`;
  return `\`dotnet ${verb ?? ''}\` does not start an assembly: which program runs cannot be told.`;
}

/** `dotnet run` alone reads that file (learn.microsoft.com, "Use multiple environments in ASP.NET Core"). */
function settingsOfRun({ context }: Application['subject']): string {
  const [path] = [...context.entries.keys()].filter(name =>
    /(?:^|\/)Properties\/launchSettings\.json$/.test(name),
  );
  return path === undefined
    ? ''
    : ` What \`${path}\` sets, ports and variables, only \`dotnet run\` reads: ENV would have to say it.`;
}

/** What the SDK and NuGet keep of their own. */
export function ofTheSdk(path: string): boolean {
  return /^\/(?:root|home\/[^/]+)\/\.(?:nuget|dotnet|local|templateengine|cache)(?:\/|$)|^\/usr\/(?:share|lib)\/dotnet(?:\/|$)|^\/usr\/bin\/dotnet$/.test(
    path,
  );
}

/** ENTRYPOINT of the image is `dotnet`: a plain CMD keeps the assembly and its arguments. */
function onDotnetImage(app: Application, launch: LaunchPlan): LaunchPlan {
  const [first] = launch.argv;
  const own =
    first?.value === 'dotnet' || first?.value === '/usr/bin/dotnet'
      ? launch
      : withLeading(launch, 1, ['dotnet']);
  if (own.entrypointWords > 0 || own.init !== undefined) return own;
  if (startedByName(app) !== undefined) return { ...own, entrypoint: { kind: 'replace', values: [] } };
  return withLeading(own, 1, []);
}

function startsTheSame(
  wanted: readonly string[],
  path: string,
  app: Application,
  { stage, contents }: StageEffects,
): boolean {
  const argv = readLaunch(stage)?.argv ?? [];
  const words = argv.slice(initLength(argv)).map(({ value }) => value);
  const [program = '', ...others] = words;
  const [before = '', ...rest] = wanted;
  const same = baseName(program) === baseName(before) && others.join('\0') === rest.join('\0');
  const there = lookup(contents, path).presence;
  return (
    same &&
    (there === 'yes' || (there === 'maybe' && lookup(app.effects.contents, path).presence === 'maybe'))
  );
}
