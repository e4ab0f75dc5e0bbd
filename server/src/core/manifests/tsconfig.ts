/** tsconfig.json: which folders tsc reads and writes. */
import { parse } from 'jsonc-parser';

export interface Tsconfig {
  /** What it builds on, as written. */
  readonly extends: readonly string[];
  /** As written, relative to this file. */
  readonly outDir: string | undefined;
  readonly rootDir: string | undefined;
  readonly outFile: string | undefined;
  readonly module: string | undefined;
  readonly noEmit: boolean | undefined;
  readonly emitDeclarationOnly: boolean | undefined;
  /** Other projects that `tsc --build` builds first. */
  readonly references: readonly string[];
}

/** Reads a tsconfig.json, comments and trailing commas allowed; undefined for text that is no object. */
export function readTsconfig(text: string): Tsconfig | undefined {
  const json = object(parseSafely(text));
  if (json === undefined) return undefined;
  const options = object(json.compilerOptions) ?? {};
  const parents = typeof json.extends === 'string' ? [json.extends] : json.extends;
  return {
    extends: Array.isArray(parents) ? parents.filter(item => typeof item === 'string') : [],
    outDir: string(options.outDir),
    rootDir: string(options.rootDir),
    outFile: string(options.outFile),
    module: string(options.module),
    noEmit: boolean(options.noEmit),
    emitDeclarationOnly: boolean(options.emitDeclarationOnly),
    references: Array.isArray(json.references)
      ? json.references.flatMap(item => string(object(item)?.path) ?? [])
      : [],
  };
}

function parseSafely(text: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ''), [], { allowTrailingComma: true });
  } catch {
    return undefined;
  }
}

function object(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function boolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
