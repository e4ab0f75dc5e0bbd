/** The split that keeps a shell: built in the full image, run in the slim one of the same version. */
import type { Edit } from '../../edits/change';
import { isRoot, type StageEffects } from '../../effects/stage-effects';
import { carryEnvironment } from '../carry';
import type { Draft } from '../convert';
import { decline, type Ledger, newLedger, note } from '../decision';
import { checkSystemChanges } from '../go/system';
import type { LaunchPlan } from '../launch-plan';
import { movedInstructions, splitEdits } from '../runtime-stage';
import { nameStages } from '../stage-names';
import { execForm, keywordStyle } from '../text';
import { userByArgument } from '../users';
import type { Application, RuntimePlan } from './application';
import { isCompiler } from './build-packages';
import { startOf as handedStart } from './languages';
import { noteDevelopment } from './node/prune';
import { copyOf, noteOptional } from './optional-files';
import { isOwned } from './owners';
import { collectPlaces } from './places';
import { slimCarry } from './slim-carry';
import { type SlimImage, slimImage } from './slim-image';
import { type SlimPackages, slimPackages } from './slim-packages';
import { linkCommands } from './slim-system';
import { systemUpgrades } from './system-upgrades';

/**
 * The application on the slim variant of its image, with its start and its user as they are written; a draft without
 * edits where nothing would be gained, undefined with reasons where something is not sure to come along.
 */
export function convertSlim(app: Application, ledger: Ledger, own: OwnSlim = {}): Draft | undefined {
  const { effects, subject } = app;
  const { stage } = effects;
  const image = own.image ?? slimImage(app, ledger);
  if (image === undefined) return undefined;
  const packages = slimPackages(app, image.full && own.complete !== true, ledger);
  if (packages === undefined) return undefined;
  if (!image.full && own.leavesCaches !== true && !packages.dropped.some(isHeavy))
    return {
      edits: [],
      target: image.text,
      hasShell: true,
      unchanged: `The final stage is on \`${image.text}\` and installs nothing that only a build needs: a second stage on the same image would gain nothing.`,
    };
  const { dockerfile } = subject;
  const keyword = keywordStyle(dockerfile);
  const system = checkSystem(app, ledger);
  const user = userOf(app, ledger);
  const upgrades = systemUpgrades(app.chain, settingOf(packages.quiet), ledger);
  const carry = slimCarry(app, image.full, keyword, ledger);
  if (carry === undefined || user === undefined || system === undefined) return undefined;
  const covers = (path: string): boolean => carry.covers(path) || own.covers?.(path) === true;
  const chosen = own.selected === undefined ? {} : { selected: own.selected };
  const all = collectPlaces(app, { covers, ...chosen }, newLedgerFor(ledger));
  if (all === undefined) return undefined;
  const links = linkCommands(app, all);
  const places = all.filter(({ path }) => !links.has(path));
  const moved = movedInstructions(stage);
  const carried = moved.filter(({ keyword: name }) => /^(?:EXPOSE|VOLUME|LABEL|STOPSIGNAL)$/.test(name));
  const given = user === '' ? undefined : userByArgument(app.chain, dockerfile.escape);
  if (given !== undefined) carried.push(given);
  const environment = carryEnvironment(stage, dockerfile, () => false, carried, ledger);
  const owned =
    user === '' ? [] : places.filter(place => place.directory && isOwned(app, place)).map(({ path }) => path);
  if (ledger.reasons.length > 0) return undefined;
  const { stageName, shippedName } = nameStages(subject, stage);
  const named = (line: string): string => line.replace(/\{(?:build|image)\}/g, stageName);
  const { shell } = stage.end;
  const edits = splitEdits(
    dockerfile,
    stage,
    stageName,
    {
      image: image.text,
      name: shippedName,
      environment,
      addedEnvironment: [
        ...(own.environment ?? []),
        ...(system.timeZone === undefined || links.has('/etc/localtime') ? [] : [`TZ=${system.timeZone}`]),
      ].map(pair => `${keyword('ENV')} ${pair}`),
      early: [
        ...carry.accounts.map(named),
        ...installLines(app, packages, upgrades, keyword),
        ...carry.early.map(named),
        ...(links.size === 0 ? [] : [`${keyword('RUN')} ${[...links.values()].join(' && ')}`]),
      ],
      user: user === '' ? undefined : (given?.body.text ?? user),
      workdir: app.workdir,
      ownsWorkdir: owned.length > 0,
      ownedFolders: owned.filter(path => path !== app.workdir),
      stable: [
        ...carry.late.map(named),
        ...(own.lines ?? []).map(named),
        ...(system.certificates
          ? [`${keyword('COPY')} --from=${stageName} /etc/ssl/certs/ /etc/ssl/certs/`]
          : []),
      ],
      copies: places.map(place => ({ ...place, ...copyOf(place), chown: false })),
      lines: shell === undefined ? [] : [`${keyword('SHELL')} ${execForm(shell)}`],
      launch: own.launch ?? {
        entrypoint: { kind: 'keep' },
        cmd: { kind: 'keep' },
        argv: [],
        entrypointWords: 0,
        span: undefined,
      },
      buildAdditions: [],
    },
    { kind: 'keep' },
  );
  addNotes(app, { ...image, keeps: own.leavesCaches === true }, packages, user, ledger);
  noteOptional(places, ledger);
  noteDevelopment(app, ledger);
  const before = startOf(app.effects);
  return {
    edits: [...(own.builderEdits ?? []), ...edits],
    target: image.text,
    hasShell: true,
    confirms: (_, after) => own.confirms?.(after) ?? startOf(after) === before,
  };
}

/** What the language decides by itself. */
export interface OwnSlim {
  readonly image?: SlimImage;
  /** That image has everything that the program needs of the original's. */
  readonly complete?: boolean;
  /** The build fetches so much that a stage without it is worth it on the same image, too. */
  readonly leavesCaches?: boolean;
  /** As in the plan of a base without a shell. */
  readonly selected?: RuntimePlan['selected'];
  readonly covers?: (path: string) => boolean;
  /** `NAME=value`. */
  readonly environment?: readonly string[];
  /** Instructions that bring more of the build stage (`{build}`). */
  readonly lines?: readonly string[];
  /** The start where it is not the written one. */
  readonly launch?: LaunchPlan;
  readonly builderEdits?: readonly Edit[];
  /** Whether the converted stage starts the same, where that is not told by the words. */
  readonly confirms?: (after: StageEffects) => boolean;
}

function newLedgerFor(ledger: Ledger): Ledger {
  // What only root may do is no matter here: who was root stays root.
  return { ...newLedger(true), reasons: ledger.reasons, notes: ledger.notes };
}

function startOf(effects: StageEffects): string {
  const launch = handedStart(effects);
  return JSON.stringify([launch?.entrypoint?.values, launch?.cmd?.values]);
}

/** Packages of some size: an image without them is worth a second stage. */
function isHeavy(name: string): boolean {
  return (
    isCompiler(name) ||
    /-dev$/.test(name) ||
    /^(?:git|python[23]?|cmake|make|rustc?|cargo|nodejs|npm|linux-headers|mercurial|subversion|software-properties-common)$/.test(
      name,
    )
  );
}

interface SystemPlan {
  readonly timeZone: string | undefined;
  readonly certificates: boolean;
}

/** What the image's own system was changed to: repeated where that is simple, a reason to decline where it is not. */
function checkSystem({ chain }: Application, ledger: Ledger): SystemPlan | undefined {
  const own = newLedger(true);
  const needs = checkSystemChanges(chain, own);
  ledger.reasons.push(...own.reasons);
  for (const { system } of chain)
    for (const { kind, what, span } of system)
      if (kind === 'locale' || kind === 'setting')
        decline(
          ledger,
          `\`${what}\` changes the system of the image, which the new image would not have.`,
          span,
        );
  if (needs === undefined) return undefined;
  return { timeZone: needs.timeZone, certificates: needs.certificates !== undefined };
}

/** USER as the original has it, `''` for root; undefined with a reason where it cannot be told. */
function userOf({ effects, chain }: Application, ledger: Ledger): string | undefined {
  const { user } = effects.stage.end;
  if (user === undefined)
    return decline(ledger, 'The user that the original runs as cannot be told.', effects.stage.imageSpan);
  if (!isRoot(user)) return user;
  const given = chain.flatMap(({ restricted }) => restricted).find(({ keyword }) => keyword === 'RUN');
  if (given !== undefined)
    return decline(
      ledger,
      'The container starts as root and files belong to somebody else: the owners of the folders themselves would be lost in a copy.',
      given.span,
    );
  return '';
}

function installLines(
  { image }: Application,
  { install, withoutRecommends, quiet }: SlimPackages,
  upgrades: readonly string[],
  keyword: (keyword: string) => string,
): string[] {
  if (install.length + upgrades.length === 0) return [];
  const run = (commands: readonly string[]): string => `${keyword('RUN')} ${commands.join(' && ')}`;
  const names = install.map(name => (/[<>~*]/.test(name) ? `'${name}'` : name)).join(' ');
  const isAlpine = image.distribution?.id === 'alpine';
  if (isAlpine) return [run([...upgrades, ...(names === '' ? [] : [`apk add --no-cache ${names}`])])];
  const setting = settingOf(quiet);
  const option = withoutRecommends ? ' --no-install-recommends' : '';
  const added = names === '' ? [] : [`${setting}apt-get install -y${option} ${names}`];
  return [run(['apt-get update', ...upgrades, ...added, 'rm -rf /var/lib/apt/lists/*'])];
}

function settingOf(quiet: boolean): string {
  return quiet ? 'DEBIAN_FRONTEND=noninteractive ' : '';
}

function addNotes(
  app: Application,
  { text: image, full, keeps }: SlimImage & { readonly keeps: boolean },
  { install, dropped }: SlimPackages,
  user: string,
  ledger: Ledger,
): void {
  const { stage } = app.effects;
  const list = (names: readonly string[]): string => names.map(name => `\`${name}\``).join(', ');
  note(
    ledger,
    full && !keeps
      ? `The program runs on \`${image}\`, which lacks the compilers and libraries of \`${stage.imageText ?? ''}\` and keeps a shell and the package manager: the start, the health check and the user are as they were.`
      : `The program runs on \`${image}\`${full ? '' : ' as before'}, without what only the build needs${keeps ? ' and what it fetched' : ''}: the start, the health check and the user are as they were.`,
    stage.imageSpan,
  );
  if (dropped.length > 0)
    note(
      ledger,
      `${list(dropped)} ${dropped.length > 1 ? 'stay' : 'stays'} in the build stage: nothing that runs needs ${dropped.length > 1 ? 'them' : 'it'}.`,
    );
  if (install.length > 0)
    note(ledger, `The runtime stage installs ${list(install)}, which the program may need.`);
  if (user === '')
    note(
      ledger,
      'The container goes on running as root: a USER instruction would change that, if nothing it does needs root.',
    );
}
