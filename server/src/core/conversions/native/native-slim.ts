/** The split of a compiled program that keeps a shell: the distribution that it was built on, without the compilers. */
import { lookup } from '../../effects/contents';
import { runtimeVariable } from '../../model/environment';
import { baseName, parentPath } from '../../model/paths';
import type { Application } from '../applications/application';
import { buildPrograms, isCompiler } from '../applications/build-packages';
import { startedImage } from '../applications/check-starts';
import { launchOf } from '../applications/launched';
import { otherStarts } from '../applications/other-starts';
import { convertSlim, type OwnSlim } from '../applications/slim';
import { startTexts } from '../applications/start-texts';
import { startedPrograms } from '../applications/started-programs';
import { systemPackages } from '../applications/system-packages';
import type { Draft } from '../convert';
import { decline, type Ledger, newLedger } from '../decision';
import { type LaunchPlan, planLaunch } from '../launch-plan';
import { builtByCargo, builtProgram } from './built-program';
import { startDirectly } from './cargo-run';
import { fetchesUnknown } from './fetched';
import { type NativeProgram, nativeProgram } from './find-program';
import { allPrograms } from './full-libraries';
import { toolsOfOthers } from './installed-tools';
import { namedLibraries } from './linked-names';
import { libraryPath, ofToolchains, programsOf, startsTheSame } from './plan-native';
import { nativeSlimImage } from './slim-image';
import { nativeAtRunTime } from './slim-packages';

/**
 * Undefined with reasons where the start needs the compilers, where no image is known for certain, or where what the
 * build leaves cannot be told.
 */
export function nativeSlim(app: Application, ledger: Ledger): Draft | undefined {
  const { chain } = app;
  const made = chain.some(({ artifacts }) => artifacts.some(({ kind }) => kind === 'program'));
  if (!made) return alreadySplit(app, ledger);
  const image = nativeSlimImage(app, ledger);
  if (image === undefined) return undefined;
  const start = readStart(app, ledger);
  if (start === undefined) return undefined;
  checkCompilers(app, start.launch !== undefined, ledger);
  const chosen = chosenFiles(app, start, ledger);
  if (chosen === undefined) return undefined;
  const { program } = start;
  const tools = toolsOfOthers(app, program !== undefined, ledger);
  const installed = programsOf(app).filter(ofToolchains);
  const gcc = ofGcc(app, program);
  const libraries = libraryPath(app, gcc.length === 0 ? [] : [gccFolder]);
  return convertSlim(app, ledger, {
    image,
    ...chosen,
    builderEdits: image.edits,
    covers: path => ofToolchains(path) && !installed.includes(path),
    environment: [...start.environment, ...libraries, ...searchPath(app, [...installed, ...tools])],
    lines: [
      ...(gcc.length === 0 ? [] : [`COPY --from={build} ${gcc.map(inGcc).join(' ')} ${gccFolder}/`]),
      ...tools.map(path => `COPY --from={build} ${path} ${path}`),
    ],
    ...(start.launch === undefined ? {} : { launch: start.launch }),
    ...(program === undefined ? {} : { confirms: after => startsTheSame(program, after) }),
  });
}

/** The final stage has no compilers by itself: nothing to gain, unless it is on their image or installs what builds need. */
function alreadySplit(app: Application, ledger: Ledger): Draft | undefined {
  const { effects, image, chain } = app;
  const text = effects.stage.from.words[0]?.text ?? '';
  const plain = /^(?:debian|ubuntu|alpine|fedora)$/.test(image.repository);
  const started = startedPrograms(app);
  const starts = (name: string): boolean => buildPrograms(name)?.some(started.mayStart) === true;
  const spare = systemPackages(chain).packages.find(
    ({ name, removed }) =>
      !removed && !starts(name) && (isCompiler(name) || nativeAtRunTime(app, name) !== undefined),
  );
  if (!plain)
    return decline(
      ledger,
      `The program is built in another stage, and only the base of this one could be another: which image has all that it needs of \`${text}\` cannot be told.`,
      effects.stage.imageSpan,
    );
  if (spare !== undefined) {
    const instead = nativeAtRunTime(app, spare.name)?.join(', ');
    const remedy = instead === undefined || instead === '' ? '' : ` \`${instead}\` would do.`;
    return decline(
      ledger,
      `The program is built in another stage, and this one installs \`${spare.name}\`, which only a build needs.${remedy}`,
      spare.span,
    );
  }
  return {
    edits: [],
    target: text,
    hasShell: true,
    unchanged: `The program is built in another stage, and the final one on \`${text}\` has no compilers: a further stage would gain nothing.`,
  };
}

const gccFolder = '/usr/local/lib64';
const inGcc = (name: string): string => `${gccFolder}/${name}`;

interface Start {
  /** Written anew: the program that `cargo run` would start. */
  readonly launch?: LaunchPlan;
  readonly environment: readonly string[];
  /** Undefined where a script or a line of a shell starts it. */
  readonly program: NativeProgram | undefined;
}

function readStart(app: Application, ledger: Ledger): Start | undefined {
  const launch = launchOf(app);
  const argv = launch?.argv;
  if (launch === undefined || argv === undefined) return { environment: [], program: undefined };
  if (baseName(argv[0]?.value ?? '') !== 'cargo') {
    const plan = planLaunch(launch, app.effects, app.subject.tree, newLedger(true), true);
    return { environment: [], program: plan === undefined ? undefined : nativeProgram(app, plan) };
  }
  const written = planLaunch(launch, app.effects, app.subject.tree, ledger, true);
  const direct = written === undefined ? undefined : startDirectly(app, written, ledger);
  if (direct === undefined) return undefined;
  return { ...direct, program: nativeProgram(app, direct.launch) };
}

/** What the container runs compiles: the image without compilers could not. */
function checkCompilers(app: Application, written: boolean, ledger: Ledger): void {
  const others = otherStarts(app.subject, startedImage(app), app.workdir).map(({ words }) =>
    words.join(' ').replace(/^\/bin\/sh -c /, ''),
  );
  const texts = written ? others : [...startTexts(app).texts, ...others];
  const used = texts.flatMap(text => compiling.exec(text)?.[1] ?? [])[0];
  if (used !== undefined)
    decline(
      ledger,
      `\`${used}\` runs when the container starts: it needs the compilers, which the new image would not have. Build in the build, and start the program.`,
      app.effects.stage.imageSpan,
    );
}

const compiling =
  /(?:^|[;&|(\n"']\s*|(?:\b(?:exec|sudo|time)|\s-\w*c)\s+["']?)(?:\/\S+\/)?(cargo|rustc|gcc|g\+\+|c\+\+|clang\+*|make|cmake|ninja|meson)(?=\s|$)/;

/** Without sources and products where the start names the program; a folder with Cargo's products never as a whole. */
function chosenFiles(app: Application, { program }: Start, ledger: Ledger): OwnSlim | undefined {
  const ofCargo = app.chain.some(({ artifacts }) => artifacts.some(({ tool }) => tool === 'cargo'));
  const known =
    program?.artifact.ecosystem === 'rust' || (program?.artifact.linksKnown === true && !fetchesUnknown(app));
  const chosen = program !== undefined && known ? builtProgram(app, program, true) : undefined;
  if (chosen !== undefined) return { selected: chosen };
  const all = ofCargo ? builtByCargo(app) : undefined;
  if (all !== undefined) return { selected: all };
  const cargo = app.chain.flatMap(({ artifacts }) =>
    artifacts.filter(({ tool, path }) => tool === 'cargo' && path !== undefined && path.includes('/target/')),
  );
  const left = cargo.find(({ path = '' }) => lookup(app.effects.contents, path).presence === 'yes');
  if (left === undefined) return {};
  return decline(
    ledger,
    'What else lies in the folder that Cargo built in cannot be told, and with its products that folder is larger than the compilers.',
    left.span,
  );
}

/** Programs of `cargo install` are started by their names. */
function searchPath({ effects }: Application, installed: readonly string[]): readonly string[] {
  const folders = [...new Set(installed.map(parentPath))];
  const own = runtimeVariable(effects.stage.end.environment, 'PATH')?.by?.body.text ?? '';
  const missing = folders.filter(folder => !own.split(/[\s=:"']+/).includes(folder));
  return missing.length === 0 ? [] : [`PATH=${missing.join(':')}:$PATH`];
}

/** Libraries of GCC's own image, newer than those of the Debian under it: those that the program needs. */
function ofGcc(app: Application, program: NativeProgram | undefined): readonly string[] {
  if (app.image.repository !== 'gcc') return [];
  const all = ['libstdc++.so.6', 'libgcc_s.so.1', 'libgomp.so.1', 'libatomic.so.1'];
  const programs = program === undefined ? allPrograms(app) : [program];
  if (programs.length === 0 || fetchesUnknown(app)) return all;
  if (programs.some(({ artifact }) => artifact.linksKnown !== true)) return all;
  const libraries = programs.flatMap(made => namedLibraries(app, made).libraries);
  const atomic =
    /-latomic\b/.test(app.subject.dockerfile.source) ||
    programs.some(({ artifact }) => artifact.links?.includes('atomic'));
  return all.filter(name => libraries.includes(name) || (atomic && name.startsWith('libatomic')));
}
