/** What COPY and ADD leave in a stage's file system, line by line; BuildKit's documented behaviour is the judge. */
import { expect, test } from 'vitest';
import { unknownContext } from '../server/src/core/context/build-context';
import { lookup } from '../server/src/core/effects/contents';
import { readSubject } from '../server/src/core/subject';
import { check, known, type Line, settings } from './support/file-system-table';

const build =
  'FROM debian:trixie AS build¶RUN mkdir -p /out/bin && touch /out/app /out/bin/tool¶FROM scratch¶';

const copies: readonly Line[] = [
  // The slash behind the destination, and what stands there already.
  ['FROM scratch¶COPY app.js /app', { '/app': 'file', '/app/app.js': 'no' }],
  ['FROM scratch¶COPY app.js /app/', { '/app': 'directory', '/app/app.js': 'file' }],
  ['FROM scratch¶COPY app.js /app/.', { '/app/app.js': 'file' }],
  ['FROM scratch¶COPY app.js /', { '/app.js': 'file' }],
  ['FROM scratch¶COPY app.js .', { '/app.js': 'file' }],
  ['FROM scratch¶WORKDIR /app¶COPY app.js .', { '/app/app.js': 'file' }],
  ['FROM scratch¶WORKDIR /app¶COPY app.js ./', { '/app/app.js': 'file' }],
  ['FROM scratch¶WORKDIR /app¶COPY app.js main.js', { '/app/main.js': 'file', '/app/app.js': 'no' }],
  ['FROM scratch¶WORKDIR /app¶COPY app.js /app', { '/app': 'directory', '/app/app.js': 'file' }],
  ['FROM scratch¶COPY dist /app¶COPY app.js /app', { '/app/app.js': 'file', '/app/main.js': 'file' }],
  ['FROM scratch¶COPY app.js /a/b/c', { '/a': 'directory', '/a/b': 'directory', '/a/b/c': 'file' }],
  ['FROM scratch¶WORKDIR /a¶WORKDIR b¶COPY app.js c', { '/a/b/c': 'file' }],
  ['FROM scratch¶WORKDIR /a¶WORKDIR /b¶COPY app.js c', { '/b/c': 'file', '/a/c': 'no' }],
  // Directories give their contents, not themselves.
  ['FROM scratch¶COPY src /app', { '/app/a.txt': 'file', '/app/sub/b.txt': 'file', '/app/src': 'no' }],
  ['FROM scratch¶COPY src/ /app/', { '/app/a.txt': 'file', '/app/src': 'no' }],
  ['FROM scratch¶COPY . /app', { '/app/src/a.txt': 'file', '/app/nothing': 'no' }],
  ['FROM scratch¶COPY . .', { '/src/sub': 'directory', '/app.js': 'file' }],
  ['FROM scratch¶COPY src dist /app/', { '/app/a.txt': 'file', '/app/main.js': 'file', '/app/dist': 'no' }],
  ['FROM scratch¶COPY app.js src /app/', { '/app/app.js': 'file', '/app/a.txt': 'file' }],
  ['FROM scratch¶COPY ["app.js", "/with space/"]', { '/with space/app.js': 'file' }],
  ['FROM scratch¶COPY ../app.js /x/', { '/x/app.js': 'file' }],
  // Wildcards.
  ['FROM scratch¶COPY *.js /app/', { '/app/app.js': 'file', '/app/a.txt': 'no' }],
  ['FROM scratch¶COPY s* /app/', { '/app/a.txt': 'file', '/app/src': 'no' }],
  ['FROM scratch¶COPY src/*.txt /app/', { '/app/a.txt': 'file', '/app/sub': 'no' }],
  ['FROM scratch¶COPY ap?.js /app/', { '/app/app.js': 'file' }],
  ['FROM scratch¶COPY app.j[s] /app', { '/app': 'file' }],
  ['FROM scratch¶COPY src/**/*.txt /x/', { '/x/b.txt': 'file', '/x/a.txt': 'no' }],
  ['FROM scratch¶COPY src/** /x/', { '/x/a.txt': 'file', '/x/b.txt': 'file', '/x/sub': 'no' }],
  // A range is one of code points, whatever the order of their halves in UTF-16.
  ['FROM scratch¶COPY [😀-\uE000]app.js /x/', { '/x/app.js': 'maybe', '/y': 'no' }],
  // Without a slash several files land on one another, or in a folder that is there.
  ['FROM scratch¶COPY app.js page.gz /x', { '/x': 'yes', '/x/app.js': 'maybe' }],
  ['FROM scratch¶WORKDIR /x¶COPY app.js page.gz /x', { '/x/app.js': 'file' }],
  // Flags.
  // Proved in the lab: where the image store cannot merge layers, `--link` goes into the directory like any copy.
  ['FROM scratch¶WORKDIR /app¶COPY --link app.js /app', { '/app/app.js': 'maybe' }],
  // Proved in the lab: a source that is a link is followed, to a directory as to a file.
  [
    'FROM alpine AS b¶COPY app.js /o/v1/app.js¶RUN ln -s /o/v1 /cur && ln -s /o/v1/app.js /one¶FROM scratch¶COPY --from=b /cur /d¶COPY --from=b /one /f/',
    { '/d/app.js': 'file', '/f/one': 'file' },
  ],
  ['FROM scratch¶WORKDIR /app¶COPY --link=false app.js /app', { '/app/app.js': 'file' }],
  ['FROM scratch¶WORKDIR /app¶COPY --link app.js /app/', { '/app/app.js': 'file' }],
  ['FROM scratch¶COPY --parents src/sub/b.txt /x/', { '/x/src/sub/b.txt': 'file', '/x/b.txt': 'no' }],
  ['FROM scratch¶COPY --parents src/sub /x/', { '/x/src/sub/b.txt': 'file', '/x/src/a.txt': 'no' }],
  ['FROM scratch¶COPY --parents src/*/b.txt /x/', { '/x/src/sub/b.txt': 'file', '/x/src/sub/c.md': 'no' }],
  ['FROM scratch¶COPY --parents src/**/*.txt /x/', { '/x/src/sub/b.txt': 'file', '/x/b.txt': 'no' }],
  ['FROM scratch¶COPY --parents ./src/./sub/b.txt /x/', { '/x/sub/b.txt': 'file', '/x/src/sub/b.txt': 'no' }],
  ['FROM scratch¶COPY --exclude=*.txt src /app', { '/app': 'directory', '/app/a.txt': 'maybe', '/x': 'no' }],
  ['FROM scratch¶COPY --chown=65532 --chmod=755 app.js /app', { '/app': 'file' }],
  // Heredocs.
  ['FROM scratch¶COPY <<EOF /etc/conf\nhello\nEOF', { '/etc/conf': 'file' }],
  ['FROM scratch¶COPY <<conf /etc/\nhello\nconf', { '/etc/conf': 'file' }],
  ['FROM scratch¶COPY <<one <<two /etc/\n1\none\n2\ntwo', { '/etc/one': 'file', '/etc/two': 'file' }],
  ['FROM scratch¶COPY app.js <<one /etc/\n1\none', { '/etc/one': 'file', '/etc/app.js': 'file' }],
  // ADD.
  ['FROM scratch¶ADD app.js /app/', { '/app/app.js': 'file' }],
  ['FROM scratch¶ADD data.tar.gz /opt/', { '/opt/inside': 'maybe', '/else': 'no' }],
  ['FROM scratch¶COPY data.tar.gz /opt/', { '/opt/data.tar.gz': 'file', '/opt/inside': 'no' }],
  ['FROM scratch¶ADD page.gz /opt/', { '/opt/page.gz': 'maybe' }],
  // BuildKit decides by the content, whatever the name.
  ['FROM scratch¶ADD rootfs.img /', { '/bin/sh': 'maybe', '/rootfs.img': 'maybe' }],
  ['FROM scratch¶ADD rootfs.img /opt', { '/opt': 'maybe', '/opt/inside': 'maybe', '/else': 'no' }],
  ['FROM scratch¶ADD --unpack=false rootfs.img /', { '/rootfs.img': 'file', '/bin/sh': 'no' }],
  ['FROM scratch¶ADD *.img /', { '/bin/sh': 'maybe' }],
  ['FROM scratch¶ADD https://example.com/tool /bin/', { '/bin/tool': 'file' }],
  ['FROM scratch¶ADD https://example.com/a/tool.tgz /opt/', { '/opt/tool.tgz': 'file', '/opt/inside': 'no' }],
  ['FROM scratch¶ADD --unpack=true https://example.com/tool.tgz /opt/', { '/opt/inside': 'maybe' }],
  ['FROM scratch¶ADD https://example.com/a/tool /bin/x', { '/bin/x': 'file', '/bin/x/tool': 'no' }],
  ['FROM scratch¶ADD https://example.com/ /bin/', { '/bin/any': 'maybe' }],
  ['FROM scratch¶ADD https://github.com/moby/moby.git#master /moby', { '/moby/go.mod': 'maybe', '/x': 'no' }],
  ['FROM scratch¶ADD *.gz /opt/', { '/opt/data.tar.gz': 'maybe', '/else': 'no' }],
  // From stages and images; sources start at the root there, whatever WORKDIR says.
  [`${build}COPY --from=build /out/app /app`, { '/app': 'file', '/app/app': 'no' }],
  [`${build}COPY --from=build out/app /app/`, { '/app/app': 'file' }],
  [`${build}COPY --from=build /out /opt`, { '/opt/app': 'file', '/opt/bin/tool': 'file', '/opt/out': 'no' }],
  [`${build}COPY --from=build /out/bin /out/app /opt/`, { '/opt/tool': 'file', '/opt/app': 'file' }],
  [`${build}COPY --from=0 /out/. /opt`, { '/opt/app': 'file' }],
  [`${build}COPY --from=BUILD /out/app /app`, { '/app': 'file' }],
  [`${build}COPY --from=build /out/* /opt/`, { '/opt/app': 'maybe', '/else': 'no' }],
  [`${build}COPY --parents --from=build /out/app /x/`, { '/x/out/app': 'file', '/x/app': 'no' }],
  ['FROM scratch¶COPY --from=busybox:1.37 /bin/busybox /sh', { '/sh': 'yes', '/bin/sh': 'no' }],
  ['FROM scratch¶COPY --from=company.example/tools /x /y', { '/y': 'yes', '/y/a': 'maybe', '/z': 'no' }],
  ['FROM scratch AS a¶COPY app.js /¶FROM a¶COPY src /src', { '/app.js': 'file', '/src/a.txt': 'file' }],
  ['FROM scratch AS a¶COPY app.js /¶FROM scratch¶COPY src /src', { '/app.js': 'no' }],
  // Variables.
  ['FROM scratch¶ARG D=/opt¶COPY app.js $D/', { '/opt/app.js': 'file' }],
  ['FROM scratch¶ENV D=/opt¶COPY app.js ${D}/x', { '/opt/x': 'file' }],
  ['ARG N=app.js¶FROM scratch¶COPY $N /x/', { '/x/src/a.txt': 'file', '/x/app.js': 'file' }],
  ['ARG N=app.js¶FROM scratch¶ARG N¶COPY $N /x/', { '/x/app.js': 'file', '/x/src': 'no' }],
  ['FROM scratch¶ENV D=/a¶ARG D=/b¶COPY app.js $D/', { '/b/app.js': 'file', '/a': 'no' }],
  ['FROM scratch AS a¶ARG D=/b¶FROM a¶COPY app.js $D/', { '/b/app.js': 'file' }],
  ['FROM scratch AS a¶ONBUILD WORKDIR /b¶FROM a¶COPY app.js c', { '/c': 'maybe', '/b/c': 'maybe' }],
  ['FROM scratch¶ARG N¶COPY app.js /x/$N/', { '/x/app.js': 'maybe' }],
];

const withoutContext: readonly Line[] = [
  ['FROM scratch¶COPY app /app', { '/app': 'yes', '/app/x': 'maybe', '/y': 'no' }],
  ['FROM scratch¶COPY app.js /app', { '/app': 'file', '/app/x': 'no' }],
  ['FROM scratch¶COPY app /app/', { '/app/app': 'maybe', '/app/x': 'maybe', '/y': 'no' }],
  ['FROM scratch¶COPY . /app', { '/app': 'directory', '/app/x': 'maybe', '/y': 'no' }],
  ['FROM scratch¶COPY *.jar /app.jar', { '/app.jar': 'maybe', '/y': 'no' }],
  ['FROM scratch¶COPY --exclude=x . /app', { '/app': 'directory', '/app/x': 'maybe', '/y': 'no' }],
  ['FROM debian:trixie¶WORKDIR /w¶RUN --mount=target=. cp app.js /y', { '/w/x': 'no', '/y': 'yes' }],
];

test.each([...copies])('%s', (...line) => check(line, known));

test.each([...withoutContext])('without a context: %s', (...line) => check(line, unknownContext));

const owners: readonly (readonly [dockerfile: string, path: string, owner: string | undefined])[] = [
  ['FROM scratch\nUSER 65532\nWORKDIR /a', '/a', '65532'],
  ['FROM scratch\nWORKDIR /a\nUSER 65532', '/a', undefined],
  ['FROM scratch\nUSER 65532\nCOPY app.js /a', '/a', undefined],
  ['FROM scratch\nCOPY --chown=65532:65532 app.js /a', '/a', '65532:65532'],
  ['FROM scratch\nCOPY --chown=65532 src /a', '/a/a.txt', '65532'],
  ['FROM debian:trixie\nUSER nobody\nRUN mkdir /tmp/a', '/tmp/a', 'nobody'],
  // All of these are what BuildKit does: test/lab/model.
  ['FROM scratch\nUSER 5\nWORKDIR /a/b', '/a', '5'],
  ['FROM scratch\nCOPY --chown=5 app.js /a/b', '/a', '5'],
  ['FROM scratch\nWORKDIR /a\nCOPY --chown=5 src /a', '/a', undefined],
  ['FROM scratch\nWORKDIR /a\nCOPY --chown=5 src /a', '/a/a.txt', '5'],
  ['FROM scratch\nARG U=5\nCOPY --chown=$U app.js /a', '/a', '5'],
  ['FROM scratch AS s\nCOPY --chown=5:6 app.js /a\nFROM scratch\nCOPY --from=s /a /b/c', '/b/c', '5:6'],
  ['FROM scratch AS s\nCOPY --chown=5:6 app.js /a\nFROM scratch\nCOPY --from=s /a /b/c', '/b', undefined],
  ['FROM scratch AS s\nCOPY --chown=5 src /a\nFROM scratch\nCOPY --from=s /a /b', '/b/a.txt', '5'],
  ['FROM scratch AS s\nCOPY --chown=5 src /a\nFROM scratch\nCOPY --from=s --chown=7 /a /b', '/b/a.txt', '7'],
  // A name is that of the stage it is copied from, and a chown may have meant anything.
  ['FROM debian AS s\nCOPY --chown=games app.js /a\nFROM debian\nCOPY --from=s /a /b', '/b', '?'],
  ['FROM debian AS s\nCOPY app.js /a\nRUN chown 5 /a\nFROM scratch\nCOPY --from=s /a /b', '/b', '?'],
  ['FROM debian:trixie\nUSER 5\nRUN touch /tmp/a', '/tmp/a', '5'],
];

test.each(owners)('%s: owner of %s', (dockerfile, path, owner) => {
  const contents = readSubject(dockerfile, known, settings).effects.at(-1)?.contents;
  expect(contents && lookup(contents, path).entry?.owner).toBe(owner);
});
