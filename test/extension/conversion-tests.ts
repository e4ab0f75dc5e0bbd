/** Conversions: nothing changes before it was shown, and what was shown is what happens. */
import * as vscode from 'vscode';
import {
  chooseAction,
  finding,
  fixture,
  noFinding,
  open,
  pageText,
  previewTab,
  previewText,
  type,
} from './editor';
import { check, equal, eventually, type Test } from './harness';

/** Where the runner found the command line. */
declare const DISTILL_CLI: string;

const toolchain = 'toolchain-in-final-image';
const rewrite = vscode.CodeActionKind.RefactorRewrite;
const distroless = /^FROM gcr\.io\/distroless\/static-debian13:nonroot$/m;

export const conversionTests: Test[] = [
  {
    name: 'the light bulb previews the conversion and changes nothing yet',
    async run() {
      const document = await open('go-web/Dockerfile');
      const { range } = await finding(document, toolchain);
      const before = document.getText();
      await chooseAction(document, range, rewrite, /convert to distroless/i);
      check(distroless.test(await previewText()), 'The preview is on distroless.');
      equal(document.getText(), before, 'The Dockerfile');
      await vscode.commands.executeCommand('distill.discardPreview');
      await eventually('the preview to close', () => previewTab() === undefined);
      equal(document.getText(), before, 'The Dockerfile after discarding');
    },
  },
  {
    name: 'the command converts, in one step of undo, to exactly the text it previewed',
    async run() {
      const document = await open('go-web/Dockerfile');
      await finding(document, toolchain);
      const before = document.getText();
      await vscode.commands.executeCommand('distill.convertToDistroless');
      const proposed = await previewText();
      await vscode.commands.executeCommand('distill.applyPreview');
      equal(document.getText(), proposed, 'The Dockerfile');
      check(distroless.test(proposed), `The final stage is on distroless: ${proposed}`);
      equal(proposed.match(/^FROM /gm)?.length, 2, 'The number of stages');
      equal(previewTab(), undefined, 'The preview after applying');
      await noFinding(document, toolchain);
      await vscode.commands.executeCommand('undo');
      equal(document.getText(), before, 'The Dockerfile after undo');
    },
  },
  {
    name: 'the notes of a conversion are shown beside it',
    async run() {
      await finding(await open('go-web/Dockerfile'), toolchain);
      await vscode.commands.executeCommand('distill.convertToDistroless');
      await previewText();
      const notes = await pageText(/Notes on Dockerfile/);
      check(/^1\. .{20,}/m.test(notes), `The notes are ${notes}`);
      check(/65532/.test(notes), `The notes name the new user: ${notes}`);
    },
  },
  {
    name: 'a preview that has become stale is computed again and not applied',
    async run() {
      const document = await open('go-web/Dockerfile');
      await finding(document, toolchain);
      await vscode.commands.executeCommand('distill.convertToDistroless');
      await previewText();
      await type(document, 0, '# Added after the preview.\n');
      const edited = document.getText();
      await vscode.commands.executeCommand('distill.applyPreview', document.uri);
      equal(document.getText(), edited, 'The Dockerfile after applying a stale preview');
      const proposed = await eventually('the new preview', async () => {
        const text = await previewText();
        return text.startsWith('# Added after the preview.\n') && text;
      });
      await vscode.commands.executeCommand('distill.applyPreview', document.uri);
      equal(document.getText(), proposed, 'The Dockerfile after applying the new preview');
    },
  },
  {
    name: 'splitting leaves the image of the build alone and is previewed, too',
    async run() {
      const document = await open('go-web/Dockerfile');
      const { range } = await finding(document, toolchain);
      await chooseAction(document, range, rewrite, /split into build and runtime stages/i);
      const proposed = await previewText();
      equal(proposed.match(/^FROM /gm)?.length, 2, 'The number of stages');
      check(/^FROM golang:1\.27 AS \w+$/m.test(proposed), `The build stage keeps its image: ${proposed}`);
    },
  },
  {
    name: 'a declined conversion says why, in full, and changes nothing',
    async run() {
      const document = await open('declined/Dockerfile');
      const before = document.getText();
      await vscode.commands.executeCommand('distill.convertToDistroless');
      const reasons = await pageText(/Why Dockerfile stays as it is/);
      check(/^1\. .{20,}/m.test(reasons), `The reasons are ${reasons}`);
      check(/\(\S+Dockerfile#L1\)/.test(reasons), `A reason leads to its line: ${reasons}`);
      equal(previewTab(), undefined, 'A preview');
      equal(document.getText(), before, 'The Dockerfile');
    },
  },
  {
    name: 'a conversion as a new file leaves the Dockerfile alone',
    async run() {
      const document = await open('go-web/Dockerfile');
      const before = document.getText();
      const file = vscode.Uri.joinPath(document.uri, '../Dockerfile.distroless');
      try {
        await vscode.commands.executeCommand('distill.convertAsNewFile', document.uri);
        const written = await eventually('the new file', () =>
          vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString()),
        );
        check(distroless.test(written.getText()), `The new file is on distroless: ${written.getText()}`);
        equal(written.languageId, 'dockerfile', 'The language of the new file');
        equal(document.getText(), before, 'The Dockerfile');
        const notes = await pageText(/Notes on Dockerfile/);
        check(/runAsUser: 65532/.test(notes), `The notes have a security context: ${notes}`);
      } finally {
        await vscode.workspace.fs.delete(file, { useTrash: false });
      }
    },
  },
  {
    name: 'the editor and the command line convert to the same text, byte for byte',
    runs: ['trusted'],
    async run() {
      await finding(await open('go-web/Dockerfile'), toolchain);
      await vscode.commands.executeCommand('distill.convertToDistroless');
      const proposed = await previewText();
      const { execFileSync } = await import('node:child_process');
      // The desktop's executable is Node only when told so.
      const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
      const printed = execFileSync(
        process.execPath,
        [DISTILL_CLI, 'convert', fixture('go-web/Dockerfile').fsPath],
        {
          env,
        },
      );
      equal(proposed, printed.toString('utf8'), 'What the editor previews');
    },
  },
];
