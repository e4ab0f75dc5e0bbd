/** The house rules that a compiler and a linter cannot see. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ruleList } from '../server/src/core/analysis';
import { defaults, levels, targets } from '../server/src/lsp/settings';
import { type Source, sources } from './support/sources';

const shipped = sources('server', 'client', 'cli');
const everything = [...shipped, ...sources('scripts', 'test', '*.mjs', '*.mts')];

/** What each layer of the core may import besides itself, lowest first; packages stand by their names. */
const foundation = ['settings', 'finding', 'syntax', 'edits'];
const parsers = ['jsonc-parser', 'smol-toml', '@rgrove', 'ini', 'yaml'];
const knowledge = [
  ...foundation,
  ...[
    'catalogue',
    'context',
    'model',
    'shell',
    'effects',
    'go',
    'manifests',
    'node',
    'python',
    'java',
    'picomatch',
  ],
];
const layers: Readonly<Record<string, readonly string[]>> = {
  syntax: ['dockerfile-ast'],
  catalogue: [],
  settings: [],
  edits: ['syntax'],
  finding: foundation,
  context: knowledge,
  model: knowledge,
  shell: [...knowledge, 'unbash'],
  manifests: parsers,
  effects: knowledge,
  go: knowledge,
  node: knowledge,
  python: knowledge,
  java: knowledge,
  subject: [...knowledge, 'rules'],
  conversions: [...knowledge, 'subject', 'yaml', 'ignore'],
  rules: [...knowledge, 'subject', 'conversions'],
  hover: [...knowledge, 'subject', 'conversions', 'rules'],
  refactorings: [...knowledge, 'subject', 'conversions', 'rules'],
  analysis: [...knowledge, 'subject', 'conversions', 'rules', 'hover', 'refactorings'],
};

/** What the skins may import; the first line whose pattern fits a file is its own. */
const walls: readonly { files: RegExp; may: RegExp }[] = [
  {
    files: /^server\/src\/core\//,
    may: /^(server\/src\/core\/|dockerfile-ast$|unbash$|picomatch\/posix$|yaml$|ignore$|jsonc-parser$|smol-toml$|@rgrove\/parse-xml$|ini$)/,
  },
  {
    files: /^server\/src\/lsp\//,
    may: /^(server\/src\/lsp\/|server\/src\/core\/analysis$|server\/src\/(apply-fixes|version)$|vscode-languageserver(-textdocument)?$)/,
  },
  {
    files: /^server\/src\/(node|disk-reader|read-context)\.ts$/,
    may: /^(server\/src\/|node:|vscode-languageserver\/node$)/,
  },
  {
    files: /^server\/src\/browser\.ts$/,
    may: /^(server\/src\/(lsp\/server|core\/analysis)$|vscode-languageserver\/browser$)/,
  },
  { files: /^server\/src\//, may: /^server\/src\/core\/analysis$/ },
  {
    files: /^cli\//,
    may: /^(cli\/src\/|server\/src\/(core\/analysis|read-context|apply-fixes|version|node)$|node:|picocolors$|ignore$|yaml$|diff$|tar-stream$|zod\/mini$|vscode-languageserver-textdocument$)/,
  },
  {
    files: /^client\/src\/(node|browser)\.ts$/,
    may: /^(client\/src\/|vscode$|vscode-languageclient\/(node|browser)$)/,
  },
  {
    files: /^client\/src\/verify\/(call|cli-process|panel)\.ts$/,
    may: /^(client\/src\/verify\/|vscode$|node:(child_process|crypto|fs\/promises|os|path|readline)$)/,
  },
  { files: /^client\/src\/verify\/report\.ts$/, may: /^zod\/mini$/ },
  { files: /^client\//, may: /^(client\/src\/|vscode$|vscode-languageclient$)/ },
];

function pathsOf(faulty: readonly Source[]): string[] {
  return faulty.map(({ path }) => path);
}

describe('imports', () => {
  test('keep to the walls between core, server, command line and client', () => {
    const faults = shipped.flatMap(({ path, imports }) => {
      const wall = walls.find(({ files }) => files.test(path));
      return imports
        .filter(({ name }) => wall?.may.test(name) !== true)
        .map(({ name }) => `${path} must not import ${name}`);
    });
    expect(faults).toEqual([]);
  });

  test('keep to the layers of the core', () => {
    const faults = shipped.flatMap(({ path, imports }) => {
      const layer = layerOf(path);
      if (layer === undefined || path.endsWith('.d.ts')) return [];
      const allowed = layers[layer];
      if (allowed === undefined)
        return [`${path}: the layer ${layer} is missing from the table in this test`];
      return imports.flatMap(({ name }) => {
        const target = layerOf(name) ?? name.replace(/\/.*/, '');
        return target === layer || allowed.includes(target) ? [] : [`${path} must not import ${name}`];
      });
    });
    expect(faults).toEqual([]);
  });

  test('reach the core through its façade only, outside of tests', () => {
    const outside = shipped.filter(({ path }) => !path.startsWith('server/src/core/'));
    const faults = outside.filter(({ imports }) =>
      imports.some(({ name }) => /^server\/src\/core\/(?!analysis$)/.test(name)),
    );
    expect(pathsOf(faults)).toEqual([]);
  });
});

/** The folder below the core, or the stem of a file that lies directly in it. */
function layerOf(path: string): string | undefined {
  return /^server\/src\/core\/([\w-]+)/.exec(path)?.[1];
}

describe('files', () => {
  test('open with a comment that says what they are for, before or right after the imports', () => {
    const imports = /^((import|export)\s[^;]*?\sfrom\s[^;]*;\s*)+/;
    const silent = everything.filter(
      ({ text }) => !/^(#!.*\n)?(\/\*\*|\/\/ )/.test(text.replace(imports, '')),
    );
    // A rule has a whole page for that.
    expect(pathsOf(silent).filter(path => !existsSync(path.replace(/\.ts$/, '.md')))).toEqual([]);
  });

  test('are no longer than 300 lines', () => {
    expect(pathsOf(everything.filter(({ text }) => text.split('\n').length > 301))).toEqual([]);
  });

  test('export no defaults, but for configurations', () => {
    const faulty = everything.filter(
      ({ path, text }) => /^export default /m.test(text) && !/\.config\.mts$|\.d\.ts$/.test(path),
    );
    expect(pathsOf(faulty)).toEqual([]);
  });

  test('are named for what they hold', () => {
    expect(pathsOf(everything.filter(({ path }) => /\b(utils?|helpers?|misc|common)\b/.test(path)))).toEqual(
      [],
    );
  });

  test('keep no state in the module', () => {
    const faulty = shipped.filter(
      ({ path, text }) => !path.startsWith('client/') && /^(let|var) /m.test(text),
    );
    expect(pathsOf(faulty)).toEqual([]);
  });
});

describe('rules', () => {
  const folder = 'server/src/core/rules';
  const pages = stems('.md');
  const ids = ruleList.map(({ id }) => id).sort();

  function stems(extension: string): string[] {
    const files = readdirSync(folder).filter(name => name.endsWith(extension));
    return files.map(name => name.slice(0, -extension.length)).sort();
  }

  test('are the same in the registry, in the folder and in the pages', () => {
    expect(ids).toEqual(pages);
    expect(stems('.ts')).toEqual(expect.arrayContaining(pages));
  });

  test('are named after the pattern, not after the remedy', () => {
    expect(ids.filter(id => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
    expect(ids.filter(id => /^(no|disallow|avoid|use|prefer|require|check)-/.test(id))).toEqual([]);
  });

  test('have a summary that is a sentence', () => {
    const faulty = ruleList.filter(({ summary }) => !/^[A-Z`].*\.$/.test(summary) || summary.includes('\n'));
    expect(faulty.map(({ id }) => id)).toEqual([]);
  });
});

describe('settings', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
  const sections = [contributes.configuration].flat();
  const properties: Record<string, { default: unknown; enum?: unknown; description?: string }> =
    Object.assign({}, ...sections.map(section => section.properties));
  // The client alone reads what only it uses.
  const ours = Object.keys(properties).filter(name => !/^distill\.(trace|verify)\./.test(name));

  test('in package.json are those of the server, with the same defaults', () => {
    const declared = Object.fromEntries(ours.map(name => [name, properties[name]?.default]));
    const known = Object.entries(defaults).map(([name, value]) => [`distill.${name}`, value]);
    expect(declared).toEqual(Object.fromEntries(known));
  });

  test('offer the values that the server takes', () => {
    expect(properties['distill.convertTo']?.enum).toEqual(targets);
    const text = JSON.stringify(properties['distill.rules']);
    for (const level of levels) expect(text).toContain(`"${level}"`);
  });
});

test('zod is imported as a whole, because its one export `z` cannot be taken apart and weighs ten times as much', () => {
  const faults = shipped.filter(({ text }) => /import (?:type )?\{[^}]*\bz\b[^}]*\} from 'zod/.test(text));
  expect(pathsOf(faults)).toEqual([]);
});

test('the core has no clock, no chance and no output', () => {
  const faults = shipped
    .filter(({ path }) => path.startsWith('server/src/core/'))
    .filter(({ text }) =>
      /\bnew Date\b|\bDate\.now\b|\bMath\.random\b|\bconsole\.|\bglobalThis\b/.test(text),
    );
  expect(pathsOf(faults)).toEqual([]);
});

/** The only modules that start a program, and that open a connection; verify is what needs them. */
const effects: Readonly<Record<string, RegExp>> = {
  'cli/src/verify/process.ts': /^(?:node:)?child_process$/,
  'cli/src/verify/engines/ask.ts': /^(?:node:)?http$/,
  'client/src/verify/cli-process.ts': /^(?:node:)?child_process$/,
};

test('nothing that ships starts a process or opens a connection, but for a few modules of verify', () => {
  const faults = shipped.filter(({ path, imports }) =>
    imports.some(
      ({ name }) =>
        /^(?:node:)?(?:child_process|net|http|https|http2|tls|dgram|worker_threads|vm)$/.test(name) &&
        effects[path]?.test(name) !== true,
    ),
  );
  expect(pathsOf(faults)).toEqual([]);
});

test('no program gets its arguments through a shell', () => {
  const starting = shipped.filter(({ imports }) => imports.some(({ name }) => /child_process$/.test(name)));
  expect(starting.length).toBeGreaterThan(1);
  const faults = starting.filter(({ text }) =>
    /\bshell:\s*(?!false)|\bexec(?:Sync|File|FileSync)?\(/.test(text),
  );
  expect(pathsOf(faults)).toEqual([]);
});
