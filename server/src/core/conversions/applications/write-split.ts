/** The text of a split of an interpreted program: from the plan to edits. */

import { lookup } from '../../effects/contents';
import { runtimeVariable } from '../../model/environment';
import type { Instruction } from '../../syntax/instruction';
import { carryEnvironment } from '../carry';
import type { Draft } from '../convert';
import { type Ledger, note } from '../decision';
import { checkSystemChanges } from '../go/system';
import { movedInstructions, splitEdits } from '../runtime-stage';
import { nameStages } from '../stage-names';
import { keywordStyle } from '../text';
import { runtimeUser, userByArgument } from '../users';
import type { Application, RuntimePlan } from './application';
import { checkAround } from './around';
import { checkEdits } from './edited-files';
import { checkHomeDownloads } from './home-downloads';
import { copyOf, noteOptional } from './optional-files';
import { isArchive, planOwners } from './owners';
import { collectPlaces, type Place } from './places';
import { planWrites } from './writes';

/** Undefined with reasons in the ledger when something that the program may need is not sure to come along. */
export function writeSplit(app: Application, plan: RuntimePlan, ledger: Ledger): Draft | undefined {
  const { subject, effects, chain, workdir } = app;
  const { dockerfile } = subject;
  const { stage } = effects;
  const keyword = keywordStyle(dockerfile);
  const system = checkSystemChanges(chain, ledger);
  const known = runtimeUser(chain, ledger, plan.user);
  const given = /^\d+(?::\d+)?$/.test(stage.end.user ?? '')
    ? userByArgument(chain, dockerfile.escape)
    : undefined;
  const user = known === undefined || known.wasRoot ? known : { ...known, ...writtenBy(given) };
  checkEdits(app, ledger);
  const places = collectPlaces(app, plan, ledger);
  if (user === undefined || system === undefined || places === undefined) return undefined;
  checkHomeDownloads(app, places, ledger);
  const moved = movedInstructions(stage);
  const carried = moved.filter(({ keyword: name }) => /^(?:EXPOSE|VOLUME|LABEL|STOPSIGNAL)$/.test(name));
  if (given !== undefined) carried.push(given);
  const environment = carryEnvironment(stage, dockerfile, isBuildVariable, carried, ledger);
  const { stageName, shippedName } = nameStages(subject, stage);
  const health = moved.find(instruction => instruction.keyword === 'HEALTHCHECK');
  const healthcheck = checkAround({ app, plan, places }, health, user, stageName, ledger);
  if (ledger.reasons.length > 0) return undefined;
  const writes = planWrites(app, plan, places, user, ledger);
  const owners = planOwners(app, places, user);
  const loose = looseFiles(app, owners.copied);
  const chown = user.wasRoot || user.replaced === true ? ` --chown=${user.text}` : '';
  const added = [...plan.environment];
  const hasHome = runtimeVariable(stage.end.environment, 'HOME') !== undefined;
  if (user.home !== undefined && !owners.accounts && !hasHome) added.push(`HOME=${user.home}`);
  if (system.timeZone !== undefined) added.push(`TZ=${system.timeZone}`);
  const owned = user.keepsRoot !== true;
  // In the root directory it stays with the archive, which no program writes to.
  const isWritable = (place: Place): boolean =>
    owners.given(place) && (workdir !== '/' || !isArchive(place.path));
  if (owned && user.wasRoot && owners.copied.some(isWritable))
    note(
      ledger,
      `The application's files belong to user ${user.text.replace(/:.*$/, '')}, so that it can write where root could.`,
    );
  noteOptional(places, ledger);
  const named = (line: string): string =>
    line
      .replace(/\{(?:build|image)\}/g, stageName)
      .replaceAll(' --chown={user}', user.keepsRoot === true ? '' : ` --chown=${user.text}`);
  const edits = splitEdits(
    dockerfile,
    stage,
    stageName,
    {
      image: plan.image,
      name: shippedName,
      environment,
      addedEnvironment: added.map(pair => `${keyword('ENV')} ${pair}`),
      user: user.keepsRoot === true ? undefined : user.text,
      workdir,
      ownsWorkdir: owned,
      ownedFolders: owners.folders,
      stable: [
        ...(owners.accounts ? [`${keyword('COPY')} --from={build} /etc/passwd /etc/group /etc/`] : []),
        ...plan.lines,
      ].map(named),
      copies: [
        ...(system.certificates === undefined
          ? []
          : [{ from: system.certificates, to: system.certificates, directory: false, chown: false }]),
        ...owners.copied
          .filter(({ path }) => !loose.includes(path))
          .map(place => ({
            ...place,
            ...copyOf(place),
            chown: owners.given(place),
          })),
        ...writes.folders.map(path => ({ from: path, to: path, directory: true, chown: true })),
      ],
      lines: [
        ...(loose.length === 0 ? [] : [`${keyword('COPY')} --from={build}${chown} ${loose.join(' ')} /`]),
      ].map(named),
      launch: plan.launch,
      buildAdditions: [
        ...plan.buildAdditions,
        ...(writes.missing.length === 0 ? [] : [`${keyword('RUN')} mkdir -p ${writes.missing.join(' ')}`]),
      ],
    },
    healthcheck,
  );
  return {
    edits: [...plan.builderEdits, ...edits],
    target: plan.image,
    hasShell: plan.hasShell,
    confirms: plan.confirms,
  };
}

function writtenBy(instruction: Instruction | undefined): { text?: string } {
  return instruction === undefined ? {} : { text: instruction.body.text };
}

/** Files that lie in the root directory itself: one COPY takes them all. */
function looseFiles({ effects }: Application, places: readonly Place[]): readonly string[] {
  const files = places
    .flatMap(({ path, optional }) => (optional === true ? [] : path))
    .filter(path => /^\/[\w.@+-]+$/.test(path) && lookup(effects.contents, path).entry?.kind === 'file');
  return files.length > 1 ? files : [];
}

/** Settings of package managers and installers, which no program reads. */
function isBuildVariable(name: string): boolean {
  return /^(?:DEBIAN_FRONTEND|PIP_\w+|POETRY_\w+|UV_\w+|PIPENV_\w+|NPM_CONFIG_\w+|npm_config_\w+|YARN_\w+|PNPM_\w+|COREPACK_\w+|CARGO_(?!MANIFEST_DIR)\w+|RUSTUP_\w+|RUSTFLAGS|CC|CXX|C(?:XX|PP)?FLAGS|LDFLAGS|MAKEFLAGS|CMAKE_\w+|SQLX_OFFLINE|SCCACHE_\w+)$/.test(
    name,
  );
}
