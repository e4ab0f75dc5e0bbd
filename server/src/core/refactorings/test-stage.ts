/** "Add a test stage": the project's own tests, run by `docker build --target test`; nothing ships it. */
import { keywordStyle } from '../conversions/text';
import type { Edit } from '../edits/change';
import { sourceView } from '../effects/source-view';
import type { StageEffects } from '../effects/stage-effects';
import { isWithin } from '../model/paths';
import type { Subject } from '../subject';
import { freeName, type Offer, ships, stageAt } from './refactoring';

/** Offered in a stage that builds and does not ship, where its tool and the sources say that there are tests. */
export const addTestStage: Offer = (subject, selection) => {
  const stage = stageAt(subject, selection);
  const effects = stage === undefined ? undefined : subject.effects[stage.index];
  const word = stage?.from.words[0];
  if (stage === undefined || effects === undefined || word === undefined) return undefined;
  if (ships(stage, subject) || !subject.tree.complete) return undefined;
  const command = testCommand(effects, subject);
  const runs = subject.dockerfile.instructions.some(
    ({ keyword, body }) => keyword === 'RUN' && command !== undefined && body.text.includes(command),
  );
  const test = freeName(subject, 'test', 'tests');
  const { dockerfile } = subject;
  const own = stage.nameSpan && dockerfile.source.slice(stage.nameSpan.start, stage.nameSpan.end);
  const name = own ?? freeName(subject, 'build', 'builder');
  if (command === undefined || runs || test === undefined || name === undefined) return undefined;
  const keyword = keywordStyle(dockerfile);
  const edits: Edit[] = [];
  if (own === undefined)
    edits.push({ span: { start: word.span.end, end: word.span.end }, text: ` ${keyword('AS')} ${name}` });
  const lines = [
    '',
    `# docker build --target ${test} … runs the tests; no other stage needs it.`,
    `${keyword('FROM')} ${name} ${keyword('AS')} ${test}`,
    `${keyword('RUN')} ${command}`,
  ];
  const at = (stage.steps.at(-1)?.instruction ?? stage.from).span.end;
  const { newline } = dockerfile;
  edits.push({ span: { start: at, end: at }, text: lines.map(line => newline + line).join('') });
  return {
    title: `Add a test stage (${command})`,
    applicability: 'unsafe',
    edits,
    notes: [
      { message: 'A build without `--target` does not run it: BuildKit leaves out what nothing needs.' },
    ],
  };
};

function testCommand(effects: StageEffects, { tree }: Subject): string | undefined {
  const { workdir } = effects.stage.end;
  if (workdir === undefined) return undefined;
  const files = [...sourceView(effects.contents, tree).files.keys()].filter(path => isWithin(path, workdir));
  const has = (pattern: RegExp): boolean => files.some(path => pattern.test(path));
  if (effects.goOutputs.length > 0 && has(/_test\.go$/)) return 'go test ./...';
  const tool = effects.artifacts.at(-1)?.tool;
  if (tool === 'cargo' && has(/\/tests\/[^/]+\.rs$|\/src\/.*\.rs$/) && hasRustTests(files, effects, tree))
    return 'cargo test';
  const java = has(/\/src\/test\/.*\.(?:java|kt|groovy|scala)$/);
  if (java && /^(?:mvn|gradle)w?$/.test(tool ?? ''))
    return `${tool?.endsWith('w') === true ? './' : ''}${tool ?? ''} test`;
  const install = effects.dependencies.at(-1);
  if (install?.directory !== workdir) return undefined;
  const script = install.project?.scripts.test ?? '';
  // `npm init` writes a script that only fails; without development dependencies there is nothing to run.
  if (install.ecosystem === 'node' && install.development === true && script !== '')
    return /no test specified/.test(script)
      ? undefined
      : `${install.manager} ${install.manager === 'bun' ? 'run ' : ''}test`;
  const listed = install.manifests.some(path => {
    const source = sourceView(effects.contents, tree).text(path) ?? '';
    return /^["']?pytest\b/m.test(source);
  });
  return install.ecosystem === 'python' && listed && has(/(?:^|\/)(?:test_[^/]+|[^/]+_test)\.py$/)
    ? 'python -m pytest'
    : undefined;
}

function hasRustTests(files: readonly string[], { contents }: StageEffects, tree: Subject['tree']): boolean {
  const view = sourceView(contents, tree);
  return files.some(
    path => path.endsWith('.rs') && /#\[(?:\w+::)?test\]|#\[cfg\(test\)\]/.test(view.text(path) ?? ''),
  );
}
