/** The model of the core, bundled for Node, and what it says about a Dockerfile in a context on the disk. */
import { bundleForNode } from '../../../scripts/bundle.mjs';

const entry = `
  export { contextReader } from './read-context';
  export { defaultSettings } from './core/analysis';
  export { readSubject } from './core/subject';
  export { report } from './core/rules/report';
  export { lookup } from './core/effects/contents';
  export { volumesOf } from './core/conversions/go/ownership';
  export { readLaunch } from './core/model/launch';
  export { lastStep, lineage, rootBase } from './core/model/build';
  export { runtimeVariable } from './core/model/environment';
`;

export const loadModel = async () => import(await bundleForNode('lab-model', entry, 'server/src'));

/** The names of the final image's base images, as FROM says them; nothing for scratch. */
export const baseImageOf = (/** @type {any} */ stage) => {
  let root = stage;
  while (root.base.kind === 'stage') root = root.base.stage;
  return root.base.kind === 'image' ? String(root.imageText) : undefined;
};

/**
 * Reads a row with the product's own reader of contexts.
 * @param {any} model What `loadModel` gave. @param {string} source @param {string} context
 */
export async function readRow(model, source, context) {
  const read = await model.contextReader()(context, undefined, source);
  if (read === undefined) throw new Error(`the context ${context} could not be read`);
  const subject = model.readSubject(source, read, model.defaultSettings('2026-11-20'));
  const stage = subject.build.stages.at(-1);
  const { contents } = subject.effects.at(-1);
  const chain = model.lineage(stage).map((/** @type {any} */ { index }) => subject.effects[index]);
  return {
    stage,
    chain,
    contents,
    /** After a chown of unknown reach the model tells no owners. */
    tellsOwners: chain.every((/** @type {any} */ { restricted }) => restricted.length === 0),
    findings: () => /** @type {{ rule: string, message: string }[]} */ (model.report(subject)),
    lookup: (/** @type {string} */ path) => model.lookup(contents, path),
    /** Every path that some instruction is taken to have made. */
    claimed: () => [...contents.entries.keys(), ...contents.implied.keys()],
  };
}
