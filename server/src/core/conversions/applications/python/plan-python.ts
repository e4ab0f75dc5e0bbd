/** Python without a shell: Google's image of the same minor version, or the interpreter carried onto `cc`. */
import { lookup } from '../../../effects/contents';
import type { StageEffects } from '../../../effects/stage-effects';
import { initLength, readLaunch } from '../../../model/launch';
import { isWithin } from '../../../model/paths';
import { decline, type Ledger } from '../../decision';
import type { LaunchPlan } from '../../launch-plan';
import type { Application, RuntimePlan } from '../application';
import { asksClosedVendor } from '../closed-vendors';
import { planBuilder } from './builder';
import { carryInterpreter } from './carried';
import { checkPythonPrograms } from './external-programs';
import { checkServerUser } from './server-start';
import { type PythonStart, planPythonStart } from './start';
import { isCopiedTool } from './tools';
import { closedPython, vendorRuntime } from './vendor';

/** Undefined with reasons where the start, the version or a package stands in the way. */
export function planPython(app: Application, launch: LaunchPlan, ledger: Ledger): RuntimePlan | undefined {
  const builderEdits = planBuilder(app, ledger);
  const start = planPythonStart(app, launch, ledger);
  if (start === undefined || builderEdits === undefined) {
    checkPythonPrograms(app, ledger, { argv: launch.argv.map(({ value }) => value) });
    return undefined;
  }
  checkLinks(app, start, ledger);
  checkServerUser(app, start.launch, ledger);
  const closed = asksClosedVendor(app);
  const asked = closed ? closedPython(app, start, ledger) : undefined;
  if (closed && asked === undefined) return undefined;
  const google = closed || builderEdits.length > 0 ? { why: undefined } : vendorRuntime(app, start, ledger);
  const argv = start.launch.argv.map(({ value }) => value);
  const vendor = asked ?? ('why' in google ? undefined : google);
  const why = 'why' in google ? google.why : undefined;
  const runtime = vendor ?? { ...carryInterpreter(app, builderEdits, why, ledger), launch: start.launch };
  checkPythonPrograms(app, ledger, { argv, keepsScripts: vendor === undefined });
  const isTool = isCopiedTool(app);
  return {
    ...runtime,
    builderEdits: [...runtime.builderEdits, ...start.builderEdits],
    covers: path =>
      runtime.covers(path) || isTool(path) || start.leftBehind.some(folder => isWithin(path, folder)),
    hasShell: false,
    environment: [...runtime.environment, ...start.added],
    buildAdditions: [],
    confirms: (_, after) => startsTheSame(runtime, start, app, after),
  };
}

/** Ways in which uv makes an environment that is no whole by itself, or whose programs need a shell. */
function checkLinks({ subject }: Application, start: PythonStart, ledger: Ledger): void {
  for (const { keyword, body, span } of subject.dockerfile.instructions) {
    if (keyword !== 'RUN' && keyword !== 'ENV') continue;
    if (/\bUV_LINK_MODE[= ]["']?symlink|--link-mode[= ]symlink/.test(body.text))
      decline(
        ledger,
        'uv links the packages from its cache, which does not go along: `UV_LINK_MODE=copy` copies them.',
        span,
      );
    if (start.form.kind === 'program' && /\bUV_VENV_RELOCATABLE\b|\buv venv\b.*--relocatable/.test(body.text))
      decline(
        ledger,
        'The programs of a relocatable environment of uv find their interpreter with a shell.',
        span,
      );
  }
}

/** The converted stage has the interpreter, starts it with the same words, and has what those name. */
function startsTheSame(
  { launch, programs }: Pick<RuntimePlan, 'launch' | 'programs'>,
  { form, environment }: PythonStart,
  app: Application,
  { stage, contents }: StageEffects,
): boolean {
  const read = readLaunch(stage)?.argv;
  const words = read?.slice(initLength(read)).map(({ value }) => value);
  const wanted = launch.argv.map(({ value }) => value);
  // The image's own ENTRYPOINT stands before a CMD that names no interpreter.
  const added = (words?.length ?? 0) - wanted.length;
  if (words === undefined || words.slice(added).join('\0') !== wanted.join('\0')) return false;
  if (added > 0 && !programs.includes(words[0] ?? '')) return false;
  const needed = environment === undefined ? [] : [`${environment}/bin/python`];
  if (form.kind === 'script' && lookup(app.effects.contents, form.path).presence === 'yes')
    needed.push(form.path);
  return (
    needed.every(path => lookup(contents, path).presence === 'yes') &&
    (form.kind !== 'script' || lookup(contents, form.path).presence !== 'no') &&
    programs.some(path => lookup(contents, path).presence !== 'no')
  );
}
