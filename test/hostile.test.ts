/** Build contexts that nobody wrote in good faith: manifests of wrong types, in circles, endless or very deep. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  analyse,
  type BuildContext,
  type ContextEntry,
  convert,
  defaultSettings,
  hover,
} from '../server/src/core/analysis';

const settings = defaultSettings('2026-11-20');

const json = (value: unknown): string => JSON.stringify(value);
const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');
const deep = (open: string, close: string, count = 10_000): string =>
  `${open.repeat(count)}${close.repeat(count)}`;
const chain = Object.fromEntries(
  Array.from({ length: 5000 }, (_, index) => [`s${index}`, `npm run s${index + 1} && echo ${index}`]),
);
const pom = (inside: string): string =>
  `<project><modelVersion>4.0.0</modelVersion><artifactId>a</artifactId><version>1</version>${inside}</project>`;

/** What a file of that name may hold. */
const manifests: Readonly<Record<string, readonly string[]>> = {
  'package.json': [
    '{"__proto__":{"scripts":{"build":"x"}},"constructor":1,"scripts":{"__proto__":"x","constructor":"y"}}',
    '{"name":1,"bin":[],"scripts":[1],"dependencies":7,"main":{},"workspaces":{"packages":3},"type":[]}',
    json({ scripts: { build: 'npm run start', start: 'npm run build', prebuild: 'npm run build' } }),
    json({ scripts: { ...chain, build: 'npm run s0', start: 'npm run s0' } }),
    json({ scripts: { build: 'tsc' }, description: 'x'.repeat(1_000_000) }),
    deep('[', ']'),
    `{"exports":${deep('{"a":', '}').replace('}', '1}')}}`,
    'null',
  ],
  'tsconfig.json': [
    '{"extends":"./tsconfig.base.json","compilerOptions":{"outDir":7}}',
    '{"extends":["./tsconfig.json"],"references":[{"path":"."},3,null]}',
    deep('{"a":', '}'),
  ],
  'tsconfig.base.json': ['{"extends":"./tsconfig.json","compilerOptions":[]}'],
  'compose.yaml': [
    `a0: &a0 [x, x]\n${many(30, index => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]\n`)}services: *a30\n`,
    `services: ${deep('[', ']')}`,
  ],
  'pyproject.toml': [
    '[project]\nname=1\ndependencies={a=1}\nscripts=[1]\n[tool]\npoetry=3\nuv=[1]\n',
    '[project.__proto__]\na=1\n[constructor]\nb=2\n',
    `a=${deep('[', ']')}`,
  ],
  'setup.cfg': ['[__proto__]\na=1\n[options]\n__proto__=x\ninstall_requires[]=1\n', '[options'],
  'requirements.txt': ['-r other.txt\n-r requirements.txt\n-c requirements.txt\n', 'a'.repeat(100_000)],
  'other.txt': ['-r requirements.txt\n'],
  'Cargo.toml': [
    '[package]\nname=[1]\nbuild=3\n[bin]\na=1\n[dependencies]\na=[1]\n[workspace]\nmembers=["."," *","../**"]\n',
    '[workspace]\nmembers=["*"]\n[package]\nworkspace="."\nname="__proto__"\n',
    `x=${deep('[', ']')}`,
  ],
  'pom.xml': [
    pom('<properties><a>${b}</a><b>${a}</b></properties><build><finalName>${a}</finalName></build>'),
    pom(`<properties><a>${'${a}'.repeat(100)}</a></properties><build><finalName>\${a}</finalName></build>`),
    pom(
      '<parent><artifactId>a</artifactId><relativePath>pom.xml</relativePath></parent><modules><module>.</module><module>m</module></modules>',
    ),
    `<!DOCTYPE p [<!ENTITY a "&b;&b;"><!ENTITY b "&a;">]>${pom('<name>&a;</name>')}`,
    pom(deep('<a>', '</a>')),
  ],
  'm/pom.xml': [pom('<parent><artifactId>a</artifactId></parent><modules><module>..</module></modules>')],
  'build.gradle': [
    'plugins { id "java" }\n',
    'plugins { id "java" }\n'.repeat(48_000),
    '{'.repeat(100_000),
    '"'.repeat(100_001),
  ],
  'x.csproj': [
    '<Project Sdk="1"><PropertyGroup>a<TargetFramework><b/></TargetFramework></PropertyGroup></Project>',
    deep('<a>', '</a>'),
  ],
  Makefile: ['all: all\n\t$(MAKE) all\n\tmake -C . all\nA=$(A)\n', 'all: b\nb: all\n\t./run.sh\n'],
  'run.sh': ['#!/bin/sh\n. ./other.sh\n./run.sh\nexec "$@"\n', `#!/bin/sh\n${'( '.repeat(2000)}`],
  'other.sh': ['#!/bin/sh\n. ./run.sh\nsource other.sh\n'],
  'index.js': ['require("./index.js"); require("./__proto__")\n', `x=${deep('`${', '}`', 3000)}`],
  'app.py': ['import app\nfrom . import app\n', `x = ${deep('(', ')')}`],
  'src/main.rs': ['mod main;\n'],
  'main.c': ['#include "main.c"\n'],
};

const entry = (kind: ContextEntry['kind']): ContextEntry => ({ kind, size: 1, executable: true });
const junk = fc.oneof(fc.json(), fc.string({ maxLength: 60 }));

function contextOf(texts: ReadonlyMap<string, string>, links: readonly string[] = []): BuildContext {
  const entries = new Map([...texts.keys()].map(path => [path, entry('file')]));
  for (const path of links) entries.set(path, entry('link'));
  return { completeness: 'known', dockerfile: 'Dockerfile', entries, texts };
}

const lines = [
  'FROM node:22 AS build',
  'FROM python:3.13',
  'FROM maven:3-eclipse-temurin-21 AS build',
  'FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build',
  'FROM rust:1.90 AS build',
  'FROM gcc:15 AS build',
  'FROM gcr.io/distroless/nodejs22-debian12',
  'FROM scratch',
  'FROM build',
  'WORKDIR /app',
  'COPY . .',
  'COPY --from=build /app /app',
  'RUN npm ci && npm run build',
  'RUN npx tsc --build && npm prune --omit=dev',
  'RUN pip install -r requirements.txt .',
  'RUN poetry install',
  'RUN mvn -f pom.xml package',
  'RUN gradle build',
  'RUN dotnet publish -c Release -o out',
  'RUN cargo build --release',
  'RUN gcc -o app main.c',
  'RUN make',
  'CMD ["npm", "start"]',
  'CMD ["node", "index.js"]',
  'CMD ["python", "app.py"]',
  'ENTRYPOINT ["./run.sh"]',
];

const context = fc
  .record(
    Object.fromEntries(
      Object.entries(manifests).map(([path, texts]) => [
        path,
        fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...texts) }, { weight: 1, arbitrary: junk }),
      ]),
    ),
    { requiredKeys: [] },
  )
  .chain(texts =>
    fc
      .subarray(['node_modules', 'run.sh', 'src', 'app'])
      .map(links =>
        contextOf(new Map(Object.entries(texts).map(([path, text]) => [path, text ?? ''])), links),
      ),
  );

/** All that the skins ask; a place in every line is hovered over. */
function askEverything(source: string, within: BuildContext): void {
  for (const { span } of analyse(source, within, settings).findings)
    expect(span.end).toBeLessThanOrEqual(source.length);
  convert(source, within, settings, {});
  hover(source, within, settings, Math.max(0, source.length - 3));
}

describe('in a hostile build context', () => {
  it.each(
    Object.entries(manifests).flatMap(([path, texts]) => texts.map((text, index) => ({ path, index, text }))),
  )('nothing throws over $path ($index)', ({ path, text }) => {
    const others = Object.entries(manifests).map(([name, [first]]): [string, string] => [name, first ?? '']);
    const within = contextOf(new Map([...others, [path, text]]));
    askEverything(lines.join('\n'), within);
    for (const base of lines.filter(line => line.startsWith('FROM') && line !== 'FROM build'))
      askEverything([base, ...lines.filter(line => !line.startsWith('FROM'))].join('\n'), within);
  });

  it('nothing throws over any instructions in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 12 }), context, (parts, within) =>
        askEverything(parts.join('\n'), within),
      ),
      { numRuns: 25 },
    );
  });
});

it('a folder 5,000 levels deep is no folder that anybody means', () => {
  const source = `FROM scratch\n${many(5000, index => `WORKDIR d${index}\n`)}COPY a a\nCMD ["./a"]\n`;
  const context: BuildContext = { completeness: 'known', entries: new Map(), texts: new Map() };
  const found = analyse(source, context, settings).findings.map(({ rule }) => rule);
  expect(found).not.toContain('missing-artifact');
  expect(found).not.toContain('missing-executable');
});
