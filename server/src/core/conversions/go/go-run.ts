/** `go run` as the container's command: the program is built in the image instead and started directly. */
import type { GoOutput } from '../../effects/go-effects';
import { sourceView } from '../../effects/source-view';
import type { StageEffects } from '../../effects/stage-effects';
import { readGoBuild } from '../../go/go-build';
import { executableName } from '../../go/go-mod';
import { findModule } from '../../go/go-module';
import { lookupIn } from '../../model/environment';
import { baseName, cleanPath, joinPath } from '../../model/paths';
import type { ShellCommand } from '../../shell/script';
import type { Subject } from '../../subject';
import { decline, type Ledger, note } from '../decision';
import type { LaunchPlan } from '../launch-plan';
import type { StartedProgram } from './programs';
import type { SplitInput } from './split';

export interface GoRunPlan extends Pick<SplitInput, 'launch' | 'started' | 'output' | 'builder'> {
  /** The RUN that has to be added to the build stage. */
  readonly addedBuild: string;
  readonly addedPath: string;
}

/** Undefined when the command is no `go run`; reasons are in the ledger when it is one that cannot be built. */
export function planGoRun(
  launch: LaunchPlan,
  effects: StageEffects,
  subject: Subject,
  ledger: Ledger,
): GoRunPlan | undefined {
  const [first, second] = launch.argv;
  if (baseName(first?.value ?? '') !== 'go' || second?.value !== 'run' || launch.span === undefined)
    return undefined;
  const by = effects.stage.steps.findLast(step => /^(?:CMD|ENTRYPOINT)$/.test(step.instruction.keyword));
  const { workdir, environment } = effects.stage.end;
  if (by === undefined || workdir === undefined) return undefined;
  const command: ShellCommand = {
    words: launch.argv.map(word => ({
      text: word.value,
      value: word.value,
      glob: false,
      variables: [],
      span: word.span ?? by.instruction.span,
    })),
    prefix: [],
    redirects: [],
    lookup: lookupIn(environment),
    cwd: workdir,
    conditional: false,
    role: 'plain',
    span: launch.span,
  };
  const build = readGoBuild(command, by.instruction, 0);
  const packages = build?.packages.filter(name => name !== undefined) ?? [];
  const [target] = packages;
  if (build === undefined || target === undefined)
    return decline(ledger, 'What `go run` starts cannot be told.', launch.span);
  if (
    launch.argv.slice(2).some(word => word.value.startsWith('-')) &&
    launch.argv[2]?.value.startsWith('-') === true
  ) {
    return decline(ledger, 'Flags of `go run` are not followed.', launch.span);
  }
  const view = sourceView(effects.contents, subject.tree);
  const module = findModule(view, workdir, subject.tree.complete);
  const files = target.endsWith('.go') ? packages.map(name => joinPath(workdir, name) ?? name) : undefined;
  const directory = files === undefined ? joinPath(workdir, target) : cleanPath(`${files[0]}/..`);
  if (directory === undefined || !view.directories.has(directory) || target.includes('...')) {
    return decline(ledger, `The sources of \`go run ${target}\` are not in the build context.`, launch.span);
  }
  const name =
    files === undefined
      ? executableName(`${module.mod?.module ?? ''}${directory.slice(module.root.length)}`)
      : baseName(target).replace(/\.go$/, '');
  const path = `/usr/local/bin/${name === '' ? 'app' : name}`;
  const output: GoOutput = { build, path, directory, files, module, view };
  const started: StartedProgram = {
    path,
    realPath: path,
    throughPath: false,
    found: {
      presence: 'yes',
      path,
      entry: { kind: 'file', origin: { kind: 'go-binary', build }, by: by.instruction },
    },
  };
  const rest = launch.argv.slice(2 + packages.length);
  const values = [path, ...rest.map(word => word.value)];
  note(
    ledger,
    `\`go run\` compiled the program at every start; it is built into the image as \`${path}\` now. Its exit code is no longer always 1 when it fails.`,
    launch.span,
  );
  const inEntrypoint = launch.entrypointWords >= 2 + packages.length;
  const ownWords = inEntrypoint ? launch.entrypointWords - (2 + packages.length) + 1 : values.length;
  if (launch.entrypointWords > 0 && !inEntrypoint)
    return decline(ledger, 'ENTRYPOINT and CMD share the words of `go run`.', launch.span);
  return {
    launch: {
      ...launch,
      argv: values.map(value => ({ value, span: launch.span })),
      entrypointWords: inEntrypoint ? ownWords : 0,
      entrypoint: inEntrypoint ? { kind: 'replace', values: values.slice(0, ownWords) } : launch.entrypoint,
      cmd: inEntrypoint ? launch.cmd : { kind: 'replace', values },
    },
    started,
    output,
    builder: effects,
    addedPath: path,
    addedBuild: `go build -o ${path} ${packages.join(' ')}`,
  };
}
