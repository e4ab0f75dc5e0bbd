/** Where sources for Bun and Deno start other programs by what these have of their own for it. */
import type { ProgramFile } from '../applications/node/program-files';

/** File and line of the first place; undefined where there is none. What child_process starts is read elsewhere. */
export function startsByOwnMeans(files: readonly ProgramFile[], runtime: 'bun' | 'deno'): string | undefined {
  const pattern = runtime === 'bun' ? ofBun : ofDeno;
  for (const { file, text = '' } of files) {
    const at = text.search(pattern);
    if (at >= 0) return `${file}:${text.slice(0, at).split('\n').length}`;
  }
  return undefined;
}

/** `import { $, spawn } from 'bun'` as well. */
const ofBun =
  /\bBun\s*\.\s*(?:spawn(?:Sync)?|\$)|(?:import|require)[^;\n]*(?:\$|\bspawn)[^;\n]*from\s*["']bun["']|["']bun:ffi["']/;

/** Packages for it by their names, wherever they come from. */
const ofDeno =
  /\bDeno\s*\.\s*(?:Command|run|dlopen|spawn\w*)\b|["'](?:node:)?child_process["']|["'][^"'\n]*(?:\bdax\b|\bzx\b|execa|simple-git|cross-spawn|shelljs|docker-cli-js|puppeteer|playwright|astral|\bexec\b)[^"'\n]*["']/;
