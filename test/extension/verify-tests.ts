/** Verifying: what is asked before anything runs, how the command line is called, and what is made of its end. */
import * as vscode from 'vscode';
import { findings, fixture, open, type } from './editor';
import { check, equal, eventually, type Test } from './harness';

/** Where the runner found the command line that needs no builder. */
declare const DISTILL_FAKE_CLI: string;

interface Handle {
  useCli(path: string): void;
  page(source: vscode.Uri): string | undefined;
}

interface Outcome {
  readonly outcome: string;
  readonly verdict?: string;
  readonly message?: string;
}

const verifying = 'distill.verifyConversion';
const text = 'FROM golang:1.27\nWORKDIR /src\nCOPY . .\nRUN go mod download\nCMD ["go", "run", "."]\n';

/** What the page must say when the command line ends as the file is named. */
const reported: readonly { scenario: string; verdict: string; page: readonly RegExp[]; not?: RegExp }[] = [
  {
    scenario: 'same',
    verdict: 'same',
    page: [
      /<h1 class="same">The conversions do what the original does\.<\/h1>/,
      /901 MB/,
      /−99\.0 %/,
      /command:distill\.showVerifiedConversion\?/,
      /For whoever runs it/,
      /&lt;h1&gt;Guest book/,
    ],
    not: /<script|does not build/i,
  },
  {
    scenario: 'different',
    verdict: 'different',
    page: [/<h1 class="different">/, /exit code 1/, /connection refused/, /&lt;script&gt;alert\(1\)/],
    not: /<script|<img|\[31m/,
  },
  {
    scenario: 'declined',
    verdict: 'declined',
    page: [/converts Go programs, and this image runs <code>bundle/],
  },
  { scenario: 'unproven', verdict: 'unproven', page: [/Nothing is proven/, /exit code 2/] },
  {
    scenario: 'failed-build',
    verdict: 'unproven',
    page: [/The original does not build/, /Go to line 4/, /no such host/],
  },
];

/** What the person is told when there is no report. */
const unreported: readonly { scenario: string; message: RegExp }[] = [
  { scenario: 'garbage', message: /printed no report that this version can read/ },
  {
    scenario: 'refused',
    message: /^Distill could not verify Dockerfile\.refused: No builder was found: install Docker/,
  },
  { scenario: 'crash', message: /The command line crashed/ },
];

export const verifyTests: Test[] = [
  ...reported.map(({ scenario, verdict, page, not }) => ({
    name: `verify shows its report: ${scenario}`,
    runs: ['trusted'] as const,
    async run() {
      const { document, handle } = await prepared(scenario);
      equal(await verify(), { outcome: 'verified', verdict }, 'The outcome');
      await eventually('the tab of the report', () => tab(`Verify: Dockerfile.${scenario}`));
      const shown = handle.page(document.uri) ?? '';
      check(/default-src 'none'; style-src 'nonce-\w{32}'/.test(shown), `The policy is strict: ${shown}`);
      for (const pattern of page) check(pattern.test(shown), `${pattern} is not in ${shown}`);
      check(!not?.test(shown), `${not} is in ${shown}`);
    },
  })),
  ...unreported.map(({ scenario, message }) => ({
    name: `verify says why there is no report: ${scenario}`,
    runs: ['trusted'] as const,
    async run() {
      const { document, handle } = await prepared(scenario);
      const outcome = await verify();
      equal(outcome.outcome, 'failed', 'The outcome');
      check(message.test(outcome.message ?? ''), `It says: ${outcome.message}`);
      equal(handle.page(document.uri), undefined, 'A report');
    },
  })),
  {
    name: 'verify calls the command line with the settings of the folder, and keeps its log',
    runs: ['trusted'],
    async run() {
      const { document } = await prepared('same');
      const settings = vscode.workspace.getConfiguration('distill', document.uri);
      const wish = {
        'verify.builder': 'buildah',
        'verify.expectation': 'verify/my.expect.yaml',
        'verify.targets': ['distroless', 'scratch'],
        'verify.buildNetwork': 'host',
        imageMirrors: { 'mirror.example.com/hub/': 'docker.io/' },
      };
      const change = async (value: (name: keyof typeof wish) => unknown) => {
        for (const name of Object.keys(wish) as (keyof typeof wish)[]) {
          await settings.update(name, value(name), vscode.ConfigurationTarget.Workspace);
        }
      };
      try {
        await change(name => wish[name]);
        equal((await verify()).outcome, 'verified', 'The outcome');
      } finally {
        await change(() => undefined);
      }
      const { args, cwd, asNode, settings: given } = await called();
      const folder = fixture('').fsPath.replace(/[\\/]$/, '');
      const config = args.at(-1);
      equal(
        args,
        [
          ...[
            'verify',
            document.uri.fsPath,
            '--format',
            'json',
            '--progress',
            'json',
            '--builder',
            'buildah',
          ],
          ...['--expect', fixture('verify/my.expect.yaml').fsPath, '--to', 'distroless', '--to', 'scratch'],
          ...['--build-network', 'host', '--config', config],
        ],
        'The arguments',
      );
      equal(
        { cwd, asNode, given },
        { cwd: folder, asNode: '1', given: { imageMirrors: wish.imageMirrors } },
        'The rest',
      );
      const left = await vscode.workspace.fs.stat(vscode.Uri.file(config ?? '')).then(Boolean, () => false);
      equal(left, false, 'The written settings afterwards');
      await vscode.commands.executeCommand('distill.showVerifyLog');
      await eventually('the log of the builder', () =>
        vscode.workspace.textDocuments.find(
          one => one.uri.scheme === 'output' && /go: downloading example\.com\/router/.test(one.getText()),
        ),
      );
    },
  },
  {
    name: 'verify takes the expectation beside the Dockerfile, and asks for nothing else by default',
    runs: ['trusted'],
    async run() {
      const { document } = await prepared('declined');
      const expectation = fixture('verify/Dockerfile.declined.expect.yaml');
      await vscode.workspace.fs.writeFile(expectation, new TextEncoder().encode('runs: []\n'));
      await verify();
      const { args } = await called();
      const common = ['verify', document.uri.fsPath, '--format', 'json', '--progress', 'json'];
      equal(args, [...common, '--expect', expectation.fsPath, '--to', 'auto'], 'The arguments');
    },
  },
  {
    name: 'verify saves the Dockerfile first, because a builder reads the disk',
    runs: ['trusted'],
    async run() {
      const { document } = await prepared('same');
      await type(document, 0, '# Not saved yet.\n');
      equal(document.isDirty, true, 'The Dockerfile has changes');
      await verify();
      equal(document.isDirty, false, 'The Dockerfile has changes afterwards');
      equal((await called()).dockerfile, `# Not saved yet.\n${text}`, 'What the command line read');
    },
  },
  {
    name: 'cancelling ends the command line, which cleans up; until then there is no second one',
    runs: ['trusted'],
    async run() {
      const { document, handle } = await prepared('endless');
      const first = verify();
      await eventually('the command line to start', () => called().catch(() => undefined));
      const second = await verify();
      equal(second.outcome, 'refused', 'The outcome of the second');
      check(/already/.test(second.message ?? ''), `The second says: ${second.message}`);
      await vscode.commands.executeCommand('distill.cancelVerification');
      equal(await first, { outcome: 'cancelled' }, 'The outcome of the first');
      await vscode.workspace.fs.stat(fixture('verify/cleaned-up'));
      equal(handle.page(document.uri), undefined, 'A report');
    },
  },
  {
    name: 'the page leads to the conversion, and to the line where a build failed',
    runs: ['trusted'],
    async run() {
      const { document } = await prepared('same');
      await verify();
      const uri = document.uri.toString();
      await vscode.commands.executeCommand('distill.showVerifiedConversion', uri, 'distroless');
      const diff = await eventually('the comparison', () => tab('Dockerfile.same → distroless'));
      check(diff.input instanceof vscode.TabInputTextDiff, 'The tab compares two texts.');
      const conversion = await vscode.workspace.openTextDocument(diff.input.modified);
      check(
        /^FROM gcr\.io\/distroless/m.test(conversion.getText()),
        `The conversion is ${conversion.getText()}`,
      );
      equal(findings(conversion), [], 'Findings in what is only shown');
      await vscode.commands.executeCommand('distill.showVerifiedLine', uri, 'original', 3);
      const editor = await eventually('the Dockerfile at its line', () => {
        const active = vscode.window.activeTextEditor;
        return active?.document.uri.toString() === uri && active;
      });
      equal(editor.selection.active.line, 3, 'The line');
    },
  },
  {
    name: 'an unsaved Dockerfile cannot be verified, and the command says what to do',
    runs: ['trusted'],
    async run() {
      const document = await vscode.workspace.openTextDocument({ language: 'dockerfile', content: text });
      await vscode.window.showTextDocument(document);
      const { outcome, message = '' } = await verify();
      equal(outcome, 'refused', 'The outcome');
      check(/save this dockerfile first/i.test(message), `It says: ${message}`);
    },
  },
  {
    name: 'an untrusted workspace verifies nothing',
    runs: ['untrusted'],
    async run() {
      await open('go-web/Dockerfile');
      const { outcome, message = '' } = await verify();
      equal(outcome, 'refused', 'The outcome');
      check(/trust this workspace first/i.test(message), `It says: ${message}`);
    },
  },
  {
    name: 'a browser cannot verify, and the command says where to',
    runs: ['web'],
    async run() {
      await open('go-web/Dockerfile');
      const { outcome, message = '' } = await verify();
      equal(outcome, 'refused', 'The outcome');
      check(/desktop/.test(message), `It says: ${message}`);
    },
  },
];

/** A Dockerfile on the disk whose name tells the fake command line what to do. */
async function prepared(scenario: string): Promise<{ document: vscode.TextDocument; handle: Handle }> {
  const path = `verify/Dockerfile.${scenario}`;
  await vscode.workspace.fs.delete(fixture('verify'), { recursive: true }).then(undefined, () => undefined);
  await vscode.workspace.fs.writeFile(fixture(path), new TextEncoder().encode(text));
  const document = await open(path);
  equal(document.languageId, 'dockerfile', 'The language');
  const extension = vscode.extensions.getExtension<Handle>('distill.distill-dockerfile');
  check(extension, 'The extension is there.');
  const handle = await extension.activate();
  handle.useCli(DISTILL_FAKE_CLI);
  return { document, handle };
}

async function verify(): Promise<Outcome> {
  return await vscode.commands.executeCommand<Outcome>(verifying);
}

/** How the fake command line was called last. */
async function called(): Promise<{
  args: string[];
  cwd: string;
  asNode: string;
  dockerfile: string;
  settings: unknown;
}> {
  const bytes = await vscode.workspace.fs.readFile(fixture('verify/called.json'));
  return JSON.parse(new TextDecoder().decode(bytes));
}

function tab(label: string): vscode.Tab | undefined {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(one => one.label === label);
}
