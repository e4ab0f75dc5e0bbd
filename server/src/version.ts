/** The version in package.json; esbuild and vitest put it in place of the constant. */
declare const DISTILL_VERSION: string;

export const version: string = DISTILL_VERSION;
