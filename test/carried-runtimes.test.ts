/**
 * Interpreters that a conversion carries, beside what the lab proved of them (`facts/carried-runtimes.json`): the
 * libraries that they load go along, and where Google has the version, its own image is taken.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { convert, defaultSettings } from '../server/src/core/analysis';
import { readCase } from './support/conversion-case';

interface Needs {
  readonly libraries: Readonly<Record<string, readonly string[]>>;
}
interface Facts {
  readonly images: readonly (Needs & { readonly image: string; readonly line: string })[];
  readonly derived: readonly (Needs & { readonly language: string; readonly lines: readonly string[] })[];
  readonly older: { readonly bullseye: Readonly<Record<string, readonly string[]>> };
  readonly loader: { readonly since: Readonly<Record<string, string>> };
}

const facts: Facts = JSON.parse(
  readFileSync(new URL('../facts/carried-runtimes.json', import.meta.url), 'utf8'),
);
const settings = defaultSettings('2026-11-20');

/** The program reads nothing and writes nothing. */
const programs = {
  python: ['app.py', 'print("there")'],
  node: ['app.js', 'console.log("there");'],
} as const;

/** What the conversion of a small program on an image writes. */
function converted(image: string): string {
  const language = image.startsWith('node') ? 'node' : 'python';
  const [file, text] = programs[language];
  const dockerfile = `FROM ${image}\nWORKDIR /app\nCOPY ${file} .\nCMD ["${language}", "${file}"]\n`;
  const page = `\`\`\`dockerfile before\n${dockerfile}\`\`\`\n\n\`\`\`${language} ${file}\n${text}\n\`\`\`\n`;
  const result = convert(dockerfile, readCase(page).context, settings, {});
  return result.outcome === 'converted' ? result.dockerfile : JSON.stringify(result);
}

/** Nobody's program is on a Network Information Service, whose libraries would be the largest part. */
const carried = ({ libraries }: Needs) =>
  Object.entries(libraries).flatMap(([soname, modules]) =>
    modules.some(module => module !== 'nis') ? [soname] : [],
  );

describe('carried interpreters', () => {
  for (const row of facts.images) {
    const language = row.image.startsWith('node') ? 'node' : 'python';
    const more = facts.derived.filter(other => other.language === language && other.lines.includes(row.line));
    it(`${row.image} has its libraries or an image of its own`, () => {
      const text = converted(row.image);
      if (/gcr\.io\/distroless\/(?:nodejs|python3)/.test(text)) return;
      expect(text).toContain('FROM gcr.io/distroless/cc-debian13:nonroot');
      for (const soname of [row, ...more].flatMap(carried))
        expect(text).toContain(`/usr/lib/*-linux-gnu/${soname}`);
    });
  }

  it('Node.js 25 has what its programs load', () => {
    const needs = facts.derived.filter(row => row.language === 'node' && row.lines.includes('25'));
    const text = converted('node:25-trixie-slim');
    for (const soname of needs.flatMap(carried)) expect(text).toContain(`/usr/lib/*-linux-gnu/${soname}`);
  });

  for (const [line, release] of Object.entries(facts.loader.since)) {
    const [, , patch = 0] = release.split('.').map(Number);
    it(`Python ${line} is told where its own library is before ${release}`, () => {
      expect(converted(`python:${release}-slim-bullseye`)).not.toContain('LD_LIBRARY_PATH');
      expect(converted(`python:${line}.${patch - 1}-slim-bullseye`)).toContain(
        'LD_LIBRARY_PATH=/usr/local/lib',
      );
    });
  }

  it('are looked for in the folders of Debian 11', () => {
    const text = converted('python:3.9-slim-bullseye');
    for (const [folder, sonames] of Object.entries(facts.older.bullseye))
      for (const soname of sonames) expect(text).toContain(` ${folder}/*-linux-gnu/${soname}`);
  });

  it('go with no library that the base has itself', () => {
    const text = converted('python:3.11-slim-bookworm');
    expect(text).not.toMatch(/lib(?:ssl|crypto|z|zstd|stdc\+\+|gcc_s|m|c)\.so/);
  });
});
