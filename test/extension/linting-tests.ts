/** Findings and what can be done about them: squiggles, light bulb, hover, settings, the server's life. */
import * as vscode from 'vscode';
import {
  chooseAction,
  finding,
  findings,
  fixture,
  hover,
  lightBulb,
  noFinding,
  open,
  pageText,
  perform,
  ruleOf,
  type,
} from './editor';
import { check, equal, eventually, type Test } from './harness';

const toolchain = 'toolchain-in-final-image';
const floating = 'floating-distribution';
const pinned = 'FROM gcr.io/distroless/static-debian13:nonroot';
const quickFix = vscode.CodeActionKind.QuickFix;

export const lintingTests: Test[] = [
  {
    name: 'opening a fat Dockerfile shows the toolchain in its final image',
    async run() {
      const document = await open('go-web/Dockerfile');
      const { range, message, severity } = await finding(document, toolchain);
      equal(document.languageId, 'dockerfile', 'The language');
      equal(range.start.line, 0, 'The line of the squiggle');
      check(document.getText(range).includes('golang'), `The squiggle is under ${document.getText(range)}.`);
      check(/[A-Z].*\.$/.test(message), `The message is a sentence: ${message}`);
      check(severity <= vscode.DiagnosticSeverity.Information, 'The finding can be seen.');
    },
  },
  {
    name: 'a finding comes and goes while typing',
    async run() {
      const document = await open('fixable/Dockerfile');
      await finding(document, floating);
      const editor = await vscode.window.showTextDocument(document);
      await editor.edit(edit => edit.replace(document.lineAt(0).range, pinned));
      await noFinding(document, floating);
      await vscode.commands.executeCommand('undo');
      await finding(document, floating);
    },
  },
  {
    name: 'the light bulb repairs what is surely meant',
    async run() {
      const document = await open('fixable/Dockerfile');
      const { range } = await finding(document, floating);
      const actions = await lightBulb(document, range, quickFix);
      const preferred = actions.find(({ isPreferred }) => isPreferred);
      check(preferred, `One fix is preferred among ${actions.map(({ title }) => title).join(', ')}.`);
      await perform(preferred);
      equal(document.lineAt(0).text, pinned, 'The line after the fix');
      await noFinding(document, floating);
    },
  },
  {
    name: 'all safe fixes are applied at once',
    async run() {
      const document = await open('fixable/Dockerfile');
      await finding(document, floating);
      await vscode.commands.executeCommand('distill.applyFixes');
      equal(document.lineAt(0).text, pinned, 'The line after the fixes');
    },
  },
  {
    name: 'a finding is ignored in place, with a comment',
    async run() {
      const document = await open('go-web/Dockerfile');
      const { range } = await finding(document, toolchain);
      await chooseAction(document, range, quickFix, /ignore.*toolchain-in-final-image/i);
      check(
        document.getText().includes(`# distill ignore=${toolchain}`),
        `The text is ${document.getText()}`,
      );
      await noFinding(document, toolchain);
    },
  },
  {
    name: 'the hover on the base image names its trade-offs',
    async run() {
      const document = await open('go-web/Dockerfile');
      await finding(document, toolchain);
      const text = await hover(document, new vscode.Position(0, 8));
      check(/golang/.test(text) && /distroless/.test(text), `The hover is ${text || 'empty'}.`);
    },
  },
  {
    name: 'a rule is explained on a page beside the file',
    async run() {
      const document = await open('go-web/Dockerfile');
      const { range } = await finding(document, toolchain);
      await chooseAction(document, range, quickFix, /explain.*toolchain-in-final-image/i);
      check((await pageText(/toolchain-in-final-image/)).length > 40, 'The page says something.');
    },
  },
  {
    name: 'an image is explained, too, from the cursor on its FROM',
    async run() {
      const document = await open('declined/Dockerfile');
      const editor = await vscode.window.showTextDocument(document);
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      await vscode.commands.executeCommand('distill.explain', 'golang:1.25');
      check(/golang/.test(await pageText(/golang/)), 'The page is about the image.');
    },
  },
  {
    name: 'a setting silences a rule, and its removal brings it back',
    async run() {
      const document = await open('go-web/Dockerfile');
      await finding(document, toolchain);
      const settings = vscode.workspace.getConfiguration('distill');
      try {
        await settings.update('rules', { [toolchain]: 'off' }, vscode.ConfigurationTarget.Global);
        await noFinding(document, toolchain);
      } finally {
        await settings.update('rules', undefined, vscode.ConfigurationTarget.Global);
      }
      await finding(document, toolchain);
    },
  },
  {
    name: 'an unsaved Dockerfile is looked at without its surroundings',
    async run() {
      const content = 'FROM debian:13-slim\nCMD [\'sleep\', "60"]\n';
      const document = await vscode.workspace.openTextDocument({ language: 'dockerfile', content });
      await vscode.window.showTextDocument(document);
      await finding(document, 'malformed-exec-form');
    },
  },
  {
    name: 'after a restart of the server the findings are back',
    async run() {
      const document = await open('go-web/Dockerfile');
      await finding(document, toolchain);
      await vscode.commands.executeCommand('distill.restartServer');
      await type(document, 0, '# The server was restarted.\n');
      await eventually('findings of the new server', () =>
        findings(document).some(one => ruleOf(one) === toolchain && one.range.start.line === 1),
      );
    },
  },
  {
    name: 'the ignore file of a Dockerfile is no Dockerfile',
    async run() {
      const document = await vscode.workspace.openTextDocument(fixture('go-web/Dockerfile.dockerignore'));
      equal(document.languageId, 'ignore', 'The language');
    },
  },
];
