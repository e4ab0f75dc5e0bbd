/** How the command line is called for a Dockerfile: the arguments that follow from the settings of its folder. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { FileType, Uri, workspace } from 'vscode';

export interface Call {
  readonly args: readonly string[];
  readonly cwd: string;
  /** Removes what was written for the call. */
  dispose(): Promise<void>;
}

/** Arguments and folder for verifying `source`, a file on the disk. */
export async function callFor(source: Uri): Promise<Call> {
  const file = source.fsPath;
  const folder = workspace.getWorkspaceFolder(source)?.uri.fsPath ?? dirname(file);
  const settings = workspace.getConfiguration('distill', source);
  const text = (name: string) => settings.get<string>(name)?.trim() ?? '';
  const builder = text('verify.builder');
  const network = text('verify.buildNetwork');
  const expectation = await expectationFor(file, folder, text('verify.expectation'));
  const chosen = settings.get<string[]>('verify.targets') ?? [];
  const targets = chosen.length > 0 ? [...new Set(chosen)] : [text('convertTo') || 'auto'];
  const configuration = await writtenSettings(source);
  const args = [
    ['verify', file, '--format', 'json', '--progress', 'json'],
    builder === '' || builder === 'auto' ? [] : ['--builder', builder],
    expectation === undefined ? [] : ['--expect', expectation],
    targets.flatMap(target => ['--to', target]),
    network === '' ? [] : ['--build-network', network],
    configuration === undefined ? [] : ['--config', join(configuration, 'settings.json')],
  ].flat();
  return {
    args,
    cwd: folder,
    async dispose() {
      if (configuration !== undefined) await rm(configuration, { recursive: true, force: true });
    },
  };
}

/** What the setting names, there or not; without it what lies beside the Dockerfile. */
async function expectationFor(file: string, folder: string, setting: string): Promise<string | undefined> {
  if (setting !== '') return isAbsolute(setting) ? setting : resolve(folder, setting);
  for (const name of [`${basename(file)}.expect.yaml`, 'distill.expect.yaml']) {
    const path = join(dirname(file), name);
    if (await isFile(path)) return path;
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  return workspace.fs.stat(Uri.file(path)).then(
    ({ type }) => (type & FileType.File) !== 0,
    () => false,
  );
}

/** The settings that a conversion depends on, in a folder of its own, so that what is verified is what the editor shows. */
async function writtenSettings(source: Uri): Promise<string | undefined> {
  const settings = workspace.getConfiguration('distill', source);
  const names = ['rules', 'buildTargets', 'imageMirrors', 'allowedRegistries'];
  const set = names.flatMap(name => {
    const value = settings.get<object>(name);
    return value && Object.keys(value).length > 0 ? [[name, value] as const] : [];
  });
  if (set.length === 0) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'distill-settings-'));
  await writeFile(join(folder, 'settings.json'), JSON.stringify(Object.fromEntries(set)));
  return folder;
}
