/** bun.lock, the text format of Bun 1.2: JSON with comments, a list of values for each package. */
import { parse } from 'jsonc-parser';
import { names, record, texts } from './fields';
import type { LockedPackage } from './locked-package';

/** Undefined for broken text. */
export function readBunLock(text: string): readonly LockedPackage[] | undefined {
  const packages = record(record(parseSafely(text))?.packages);
  if (packages === undefined) return undefined;
  return Object.values(packages).flatMap(value => {
    // `["name@version", "registry", { dependencies, os, cpu, … }, "integrity"]`
    if (!Array.isArray(value) || typeof value[0] !== 'string') return [];
    const at = value[0].lastIndexOf('@');
    const facts = record(value.find(part => record(part) !== undefined)) ?? {};
    return {
      name: at > 0 ? value[0].slice(0, at) : value[0],
      version: at > 0 ? value[0].slice(at + 1) : '',
      needs: names(facts.dependencies, facts.optionalDependencies, facts.peerDependencies),
      installs: undefined,
      os: texts(facts.os),
      cpu: texts(facts.cpu),
      libc: texts(facts.libc),
    };
  });
}

function parseSafely(text: string): unknown {
  try {
    return parse(text, [], { allowTrailingComma: true });
  } catch {
    return undefined;
  }
}
