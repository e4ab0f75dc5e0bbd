/**
 * The text of a swap: a final stage that only collects what others have made gets another base, and every instruction
 * stays where it is. What needs more than that becomes a split.
 */
import type { Edit } from '../../edits/change';
import { lookup } from '../../effects/contents';
import { copyPaths } from '../../effects/copy-paths';
import { isWithin } from '../../model/paths';
import { flagNamed } from '../../syntax/instruction';
import type { Draft } from '../convert';
import { type Ledger, newLedger, note } from '../decision';
import { droppableRuns } from '../go/runtime-runs';
import { needsWorkdir, startDirectory } from '../go/swap-edits';
import { checkSystemChanges } from '../go/system';
import { endOfLine, execForm, keywordStyle, quoteWord, removalEdits } from '../text';
import { runtimeUser } from '../users';
import type { Application, RuntimePlan } from './application';
import { checkAround } from './around';
import { checkHomeDownloads } from './home-downloads';
import { scriptCopies } from './left-script';
import { planOwners } from './owners';
import { collectPlaces } from './places';
import { copyEdits } from './swap-copies';
import { launchEdits } from './swap-launch';
import { editsElsewhere, isPlain, oldImage } from './swap-stage';
import { planWrites } from './writes';

/** Undefined, with nothing in the ledger, where a swap is not sure to do. */
export function writeSwap(app: Application, plan: RuntimePlan, ledger: Ledger): Draft | undefined {
  const { subject, effects, chain, workdir } = app;
  const { stage } = effects;
  const { dockerfile } = subject;
  const word = stage.from.words[0];
  if (word === undefined || !isPlain(app, plan)) return undefined;
  const own = newLedger(ledger.keepsRoot);
  const runs = droppableRuns(effects, own);
  const system = checkSystemChanges(chain, own);
  const user = runtimeUser(chain, own, plan.user);
  if (user === undefined || system === undefined || system.certificates !== undefined) return undefined;
  // That something cannot be told apart from the base is no matter here; what only root may do is.
  const found = newLedger(ledger.keepsRoot);
  const places = collectPlaces(app, plan, found) ?? [{ path: workdir, directory: true }];
  own.rootNeeds.push(...found.rootNeeds);
  const owners = planOwners(app, places, user);
  // Who has a name from the file itself keeps it in a split alone, which carries the accounts.
  const image = oldImage(app, plan);
  if (owners.accounts && (image === undefined || makesAccounts(app))) return undefined;
  checkHomeDownloads(app, places, own);
  const health = stage.steps.findLast(step => step.instruction.keyword === 'HEALTHCHECK')?.instruction;
  const healthcheck = checkAround({ app, plan, places }, health, user, undefined, own);
  const writes = planWrites(app, plan, places, user, own);
  const isUser = user.keepsRoot !== true;
  const gives = isUser && (user.wasRoot || runs.owns);
  const scripts = scriptCopies(app, plan.launch.script);
  const copies = copyEdits(app, user, gives, scripts);
  if (own.reasons.length > 0 || copies === undefined) return undefined;
  const keyword = keywordStyle(dockerfile);
  const made = [...runs.directories, ...writes.folders, ...writes.missing].filter(
    path => path !== workdir && path !== '/tmp' && !isFilled(path, app),
  );
  // The account of the base has a home of its own.
  const home = user.replaced === true ? undefined : user.home;
  const kept = isUser ? owners.folders.filter(path => path !== user.home || home !== undefined) : [];
  const folders = [...new Set([...made, ...kept])].sort();
  // What WORKDIR makes belongs to the user in force.
  const onTop = gives || (isUser && folders.length > 0);
  const environment = [...plan.environment];
  if (home !== undefined) environment.push(`HOME=${home}`);
  if (system.timeZone !== undefined) environment.push(`TZ=${system.timeZone}`);
  // What stands for another variable comes behind the instruction that sets that.
  const late = environment.filter(pair => pair.includes('$') && !pair.startsWith('PATH='));
  const first = [
    ...environment.filter(pair => !late.includes(pair)).map(pair => `${keyword('ENV')} ${pair}`),
    ...[
      ...(owners.accounts ? [`${keyword('COPY')} --from={image} /etc/passwd /etc/group /etc/`] : []),
      ...plan.lines,
    ].map(line => line.replaceAll('{image}', image ?? '')),
    ...(onTop ? [`${keyword('USER')} ${user.text}`] : []),
    ...folders.map(path => `${keyword('WORKDIR')} ${quoteWord(path)}`),
    ...(needsWorkdir(effects) ? [`${keyword('WORKDIR')} ${quoteWord(startDirectory(effects))}`] : []),
  ];
  const users = stage.steps.flatMap(({ instruction }) =>
    instruction.keyword === 'USER' ? [instruction] : [],
  );
  const dropped = [
    ...runs.runs,
    ...scripts,
    ...(onTop ? users : []),
    ...(health !== undefined && healthcheck.kind === 'drop' ? [health] : []),
  ];
  const edits: Edit[] = [
    { span: word.span, text: plan.image },
    ...editsElsewhere(app, plan),
    ...copies.edits,
  ];
  const end = endOfLine(dockerfile.source, stage.from.span.end);
  if (first.length > 0)
    edits.push({
      span: { start: end, end },
      text: first.map(line => dockerfile.newline + line.replace(/\r?\n/g, dockerfile.newline)).join(''),
    });
  const start = stage.steps.findLast(({ instruction }) =>
    /^(?:ENV|ARG)$/.test(instruction.keyword),
  )?.instruction;
  if (late.length > 0 && start === undefined) return undefined;
  if (late.length > 0 && start !== undefined)
    edits.push({
      span: { start: start.span.end, end: start.span.end },
      text: late.map(pair => `${dockerfile.newline}${keyword('ENV')} ${pair}`).join(''),
    });
  if (!onTop && isUser)
    for (const { body, span } of users.slice(-1))
      if (body.text !== user.text && body.text !== user.text.split(':')[0])
        edits.push({ span: { start: body.pieces[0]?.source ?? span.end, end: span.end }, text: user.text });
  const launch = launchEdits(stage, plan.launch, dockerfile);
  edits.push(...launch.edits);
  if (health?.nested !== undefined && healthcheck.kind === 'replace') {
    const start = health.nested.body.pieces[0]?.source ?? health.span.end;
    edits.push({ span: { start, end: health.span.end }, text: execForm(healthcheck.values) });
  }
  edits.push(...removalEdits(dockerfile, [...dropped, ...launch.dropped]));
  ledger.notes.push(...own.notes);
  ledger.rootNeeds.push(...own.rootNeeds);
  if (copies.given && user.wasRoot)
    note(
      ledger,
      `The application's files belong to user ${user.text.replace(/:.*$/, '')}, so that it can write where root could.`,
    );
  return { edits, target: plan.image, hasShell: plan.hasShell, confirms: plan.confirms };
}

/** A RUN of the stage adds accounts, or changes those of the base. */
function makesAccounts({ chain }: Application): boolean {
  return chain.some(
    ({ users, stage }) =>
      users.length > 0 ||
      stage.steps.some(
        ({ instruction: { keyword, body } }) =>
          keyword === 'RUN' && /user|group|passwd|\bch(?:fn|sh)\b/.test(body.text),
      ),
  );
}

/** A COPY makes the folder, or what is in it. */
function isFilled(path: string, { effects, subject }: Application): boolean {
  const { stage, contents } = effects;
  return stage.steps.some(step => {
    const { instruction } = step;
    if (!/^(?:COPY|ADD)$/.test(instruction.keyword)) return false;
    const { destination } = copyPaths(instruction, { step, build: subject.build });
    if (destination === undefined || flagNamed(instruction, 'chown')?.value?.startsWith('root')) return false;
    return isWithin(destination, path) && lookup(contents, path).presence !== 'no';
  });
}
