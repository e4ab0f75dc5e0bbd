/** Hovers: for the word between `«` and `»`, pieces of text that must be among what is shown, in this order. */
import { describe, expect, test } from 'vitest';
import type { BuildContext } from '../server/src/core/context/build-context';
import { explainTopic } from '../server/src/core/hover/explain';
import { hoverAt } from '../server/src/core/hover/hover';
import { defaultSettings } from '../server/src/core/settings';
import { readSubject } from '../server/src/core/subject';

const settings = defaultSettings('2026-11-20');
const files = ['go.mod', 'main.go', 'app.jar', 'src/a.txt', 'data.tar'];
const texts = new Map([
  ['go.mod', 'module example.com/hello'],
  ['main.go', 'package main\nfunc main() {}'],
]);
const context: BuildContext = {
  completeness: 'known',
  entries: new Map(files.map(path => [path, { kind: 'file', size: 1, executable: false }])),
  texts,
};

const build = 'FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /out/app .\n';
const static13 = 'FROM gcr.io/distroless/static-debian13:nonroot\n';

const table: readonly (readonly [dockerfile: string, ...shown: string[]])[] = [
  // Images.
  ['FROM «scratch»', 'empty image', 'no users', 'static-debian13'],
  [
    'FROM «golang:1.27»',
    'Docker Official image, Go 1.27',
    'Package manager: `apt`',
    'What it builds can run on:',
  ],
  [
    'FROM «company.example/base:1»',
    'does not know the image `company.example/base:1`',
    'Nothing is called absent',
  ],
  ['ARG X\nFROM «$X»', 'depends on a build argument'],
  ['ARG X=debian:trixie\nFROM «$X»', '`debian:trixie`', 'Debian 13'],
  ['FROM debian AS base\nFROM «base»', 'Builds on the stage `base`, which starts from `debian`'],
  [
    'FROM «gcr.io/distroless/base-debian13»',
    'Shell: none',
    'Users: root (0), nobody (65534)',
    '`libssl.so.3`',
  ],
  // WORKDIR and USER.
  ['FROM scratch\n«WORKDIR» /app', '`/app` from here on', 'creates it, for root'],
  ['FROM scratch\nUSER 65532\n«WORKDIR» /app', 'creates it, for `65532`', 'can write there'],
  [`${static13}«WORKDIR» /app\nUSER 0`, 'creates it, for `65532`'],
  [
    'FROM debian:trixie\n«WORKDIR» /app\nRUN useradd -u 1000 app\nUSER app',
    '`app` (1000), whom the container runs as, cannot write there.',
  ],
  ['FROM debian:trixie\nWORKDIR /a\n«WORKDIR» b', '`/a/b` from here on'],
  ['FROM debian:trixie\n«WORKDIR» /tmp', '`/tmp` from here on', 'The base image has it'],
  [`${static13}«USER» nonroot`, 'runs as `nonroot` (65532)'],
  [`${static13}«USER» 65532`, 'runs as `nonroot` (65532)'],
  [`${static13}«USER» 1234`, 'runs as `1234`', 'none is needed'],
  [`${static13}«USER» app`, 'There is no user `app`'],
  ['FROM debian:trixie\n«USER» root', 'runs as root'],
  ['FROM debian:trixie\nRUN useradd -u 7 app\n«USER» app:app', 'runs as `app` (7)'],
  ['FROM company.example/base\n«USER» app', 'runs as `app`', 'not known to Distill'],
  // COPY and ADD.
  [
    `${build}${static13}«COPY» --from=build /out/app /app`,
    'from the stage `build`',
    '`/out/app` (made by `RUN` in line 4) becomes the file `/app`',
    'belongs to root',
  ],
  [`${build}${static13}«COPY» --from=build /out/app /bin/`, 'becomes the file `/bin/app`'],
  [`${build}${static13}WORKDIR /app\n«COPY» --from=build /out/app /app`, 'becomes the file `/app/app`'],
  [
    `${build}${static13}«COPY» --from=build /out /opt`,
    'the contents of `/out`',
    'go into the directory `/opt`',
  ],
  [`${build}${static13}«COPY» --from=build /nothing /opt`, '**not there**'],
  [
    `${build}${static13}«COPY» --from=build /src/go.mod /x`,
    '(made by `COPY` in line 3) becomes the file `/x`',
  ],
  [
    'FROM scratch\n«COPY» --chown=65532 app.jar /app/',
    'from the build context',
    '`app.jar` becomes the file `/app/app.jar`',
    'belongs to `65532`',
  ],
  [
    'FROM scratch\n«COPY» src /app',
    'the contents of `src` go into the directory `/app`',
    'whatever `USER` says',
  ],
  ['FROM scratch\n«COPY» *.jar /app/', 'what `*.jar` matches goes into the directory `/app`'],
  ['FROM scratch\n«COPY» nothing /app', '`nothing` (not in the build context)'],
  ['FROM scratch\n«COPY» --link app.jar /app', 'With `--link`'],
  ['FROM scratch\n«COPY» <<EOF /etc/conf\nx\nEOF', 'becomes the file `/etc/conf`'],
  ['FROM scratch\n«ADD» data.tar /opt/', 'the archive `data.tar` is unpacked into the directory `/opt`'],
  [
    'FROM scratch\n«ADD» https://example.com/x /opt/',
    'the download of `https://example.com/x` becomes the file `/opt/x`',
  ],
  // The start.
  [
    'FROM gcr.io/distroless/java21-debian13:nonroot\nCOPY app.jar .\n«CMD» ["app.jar"]',
    'runs `/usr/bin/java -jar app.jar` as `nonroot` (65532) in `/home/nonroot`',
    'is the `ENTRYPOINT` of the base image',
  ],
  ['FROM debian:trixie\n«ENTRYPOINT» ["/app", "-v"]\nUSER 65532', 'runs `/app -v` as `65532` in `/`'],
  ['FROM debian:trixie\n«CMD» echo hello', 'runs `echo hello` as root in `/`, through a shell'],
  ['FROM debian:trixie\n«CMD» a && b', 'Starts a shell as root'],
  ['FROM debian:trixie\n«CMD» ["a"]\nCMD ["b"]', 'Without effect', 'in line 3'],
  ['FROM debian:trixie\nENTRYPOINT a\n«CMD» ["b"]', '`CMD` is ignored'],
  [
    'FROM debian:trixie AS base\nENTRYPOINT ["/a"]\nFROM base\n«CMD» ["b"]',
    'runs `/a b`',
    'is the `ENTRYPOINT` of the stage `base`',
  ],
  [`${static13}«ENTRYPOINT» ["sh"]`, '**`sh` is not in the image.**'],
  [
    `${static13}«HEALTHCHECK» --interval=5s CMD ["curl", "localhost"]\nENTRYPOINT ["/a"]`,
    'runs `curl localhost`',
    'every 5s',
    'Kubernetes',
    '**`curl` is not in the image.**',
  ],
  ['FROM debian:trixie\n«HEALTHCHECK» NONE', 'Switches off'],
  // The rest.
  ['FROM debian:trixie\nARG A=x\n«ENV» B=$A/y C=z', 'in the container', '- `B`: `x/y`', '- `C`: `z`'],
  ['FROM debian:trixie\n«ARG» A=x', 'the container does not get it', '- `A`: `x`, unless `--build-arg`'],
  ['FROM debian:trixie\nENV A=e\n«ARG» A=x', '- `A`: `x`', 'the container gets `e` from `ENV`'],
  ['«ARG» A=x\nFROM debian:trixie', '`A`: for `FROM` lines only'],
  ['FROM debian:trixie\n«EXPOSE» 80', 'publishes nothing'],
  [
    'FROM debian:trixie\nRUN mkdir /data\n«VOLUME» /data\nUSER 65532',
    '- `/data`: `65532`, whom the container runs as, cannot write there.',
  ],
  [
    'FROM debian:trixie\n«RUN» apt-get update && apt-get install -y curl && touch /x',
    'through `/bin/sh -c` as root in `/`',
    'makes `/x`',
    'installs `curl`',
  ],
  [
    'FROM debian:trixie\n«RUN» ./configure',
    'What `configure` leaves behind is not known',
    'nothing is called absent',
  ],
  ['FROM debian:trixie\n«RUN» ["/bin/true"]', 'without a shell'],
];

test.each(table)('%s', (marked, ...shown) => {
  const at = marked.indexOf('«');
  const source = marked.replace(/[«»]/g, '');
  const found = hoverAt(readSubject(source, context, settings), at);
  expect(found?.span).toEqual({ start: at, end: marked.indexOf('»') - 1 });
  let from = 0;
  for (const piece of shown) {
    const place = found?.markdown.indexOf(piece, from) ?? -1;
    expect(place, `${piece} in ${found?.markdown}`).toBeGreaterThanOrEqual(0);
    from = place + piece.length;
  }
});

test.each(['FROM scratch\n«LABEL» a=b', 'FROM «', '«# a comment', 'FROM scratch\nCOPY a «b»'])(
  'nothing for %s',
  marked => {
    expect(
      hoverAt(readSubject(marked.replace(/[«»]/g, ''), context, settings), marked.indexOf('«')),
    ).toBeUndefined();
  },
);

describe('explain', () => {
  test.each(['golang:1.27', 'gcr.io/distroless/cc-debian13', 'scratch', 'company.example/base:1'])(
    'prints of %s what the hover shows',
    image => {
      const hover = hoverAt(readSubject(`FROM ${image}`, context, settings), 6);
      expect(explainTopic(image, settings)).toBe(hover?.markdown);
    },
  );

  test.each([
    ['ruby:3.4', 'There is no Google distroless image for Ruby: use `dhi.io/ruby:3.4` or `ruby:3.4-slim`.'],
    ['php:8.4-fpm', 'There is no Google distroless image for PHP'],
    ['nginx:1.29', 'There is no Google distroless image for nginx'],
    // Not every image of a distroless family lacks a shell.
    ['cgr.dev/chainguard/node:latest', '- Shell: `/bin/sh`'],
    ['gcr.io/distroless/nodejs24-debian13', '- Shell: none'],
  ])('%s', (image, text) => expect(explainTopic(image, settings)).toContain(text));

  test('knows no bare words', () => expect(explainTopic('untagged-base-imag', settings)).toBeUndefined());
});
