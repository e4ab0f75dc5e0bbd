/** What RUN and other instructions leave in a stage's file system, line by line. */
import { test } from 'vitest';
import { check, known, type Line } from './support/file-system-table';

const links: readonly Line[] = [
  [
    'FROM debian:trixie¶RUN ln -s /data /app¶COPY app.js /app/',
    { '/app/app.js': 'file', '/data/app.js': 'file' },
  ],
  ['FROM debian:trixie¶RUN ln -s /data /app¶COPY --link app.js /app/', { '/app/app.js': 'file' }],
  ['FROM debian:trixie¶RUN mkdir /data && ln -s /data /app¶COPY dist /app', { '/data/main.js': 'file' }],
  ['FROM debian:trixie¶RUN ln -s /data/current /app¶COPY dist /data/current', { '/app/main.js': 'file' }],
  ['FROM debian:trixie¶RUN mkdir /data && ln -s ../app.js /data/x¶COPY app.js /', { '/data/x': 'link' }],
  ['FROM debian:trixie¶RUN mkdir /d && touch /x && ln -s /x /d/', { '/d/x': 'link' }],
  ['FROM debian:trixie¶WORKDIR /d¶RUN ln -sf /opt/tool', { '/d/tool': 'link' }],
  [
    'FROM gcr.io/distroless/base-debian13¶COPY app.js /lib/app.js',
    { '/usr/lib/app.js': 'yes', '/lib/app.js': 'yes' },
  ],
];

const commands: readonly Line[] = [
  ['FROM debian:trixie¶RUN mkdir /app', { '/app': 'directory', '/app/x': 'no' }],
  [
    'FROM debian:trixie¶RUN mkdir -p /app/a /app/b/c',
    { '/app/a': 'directory', '/app/b': 'directory', '/app/b/c': 'directory' },
  ],
  [
    'FROM debian:trixie¶ENV DIRS="/a /b"¶RUN mkdir $DIRS "/c d" && mkdir "$DIRS"',
    { '/a': 'directory', '/b': 'directory', '/c d': 'directory', '/a /b': 'directory' },
  ],
  [
    'FROM debian:trixie¶ENV JUNK="/a/x /b"¶RUN touch /a/x /a/y /b && rm -rf $JUNK',
    { '/a/x': 'no', '/a/y': 'file', '/b': 'no' },
  ],
  ['FROM debian:trixie¶RUN mkdir -m 700 /app', { '/app': 'directory', '/700': 'no' }],
  [
    'FROM debian:trixie¶SHELL ["/bin/bash", "-c"]¶RUN mkdir -p /app/{a,b}',
    { '/app/a': 'maybe', '/app/b': 'maybe' },
  ],
  [
    'FROM debian:trixie¶WORKDIR /app¶RUN touch a && cd sub && touch b',
    { '/app/a': 'file', '/app/sub/b': 'file' },
  ],
  ['FROM debian:trixie¶WORKDIR /app¶RUN cd /x && true¶RUN touch y', { '/app/y': 'file', '/x/y': 'no' }],
  ['FROM debian:trixie¶RUN (cd /x && touch a); touch /b', { '/x/a': 'file', '/b': 'file' }],
  ['FROM debian:trixie¶RUN cd /x; touch a', { '/x/a': 'file' }],
  ['FROM debian:trixie¶RUN ["touch", "/x"]', { '/x': 'file', '/y': 'no' }],
  ['FROM debian:trixie¶RUN touch /a && cp /a /b', { '/b': 'file' }],
  ['FROM debian:trixie¶RUN mkdir /d && touch /a && cp /a /d', { '/d/a': 'file' }],
  ['FROM debian:trixie¶RUN mkdir /d && touch /a && cp /a /d/z', { '/d/z': 'file', '/d/a': 'no' }],
  ['FROM debian:trixie¶COPY src /src¶RUN cp -r /src /dst', { '/dst/a.txt': 'file', '/dst/src': 'no' }],
  [
    'FROM debian:trixie¶COPY src /src¶RUN mkdir /dst && cp -r /src /dst',
    { '/dst/src/a.txt': 'file', '/dst/a.txt': 'no' },
  ],
  ['FROM debian:trixie¶COPY src /src¶RUN mkdir /dst && cp -r /src/. /dst', { '/dst/a.txt': 'file' }],
  ['FROM debian:trixie¶COPY src /src¶RUN cp -r /src /new/', { '/new/a.txt': 'file', '/new/src': 'no' }],
  [
    'FROM debian:trixie¶COPY src /src¶RUN cp -r /src /new/ && cp -r /src /new/',
    { '/new/a.txt': 'file', '/new/src/a.txt': 'file' },
  ],
  [
    'FROM debian:trixie¶COPY src /src¶RUN ./make-it.sh¶RUN cp -r /src /new/',
    { '/new': 'directory', '/new/a.txt': 'maybe', '/new/src': 'maybe' },
  ],
  [
    'FROM debian:trixie¶RUN useradd -m -u 1500 app¶USER 1500¶RUN mkdir ~/made',
    { '/home/app/made': 'directory' },
  ],
  ['FROM debian:trixie¶RUN useradd -m -d /srv/a app¶USER app¶RUN touch ~/x', { '/srv/a/x': 'file' }],
  ['FROM node:22¶USER node¶RUN touch $HOME/x', { '/home/node/x': 'file' }],
  [
    'FROM debian:trixie¶COPY src /src¶RUN mkdir /dst && cp -a /src/* /dst/',
    { '/dst/a.txt': 'maybe', '/else': 'no' },
  ],
  ['FROM debian:trixie¶COPY src /src¶RUN cp -t /dst /src/a.txt', { '/dst/a.txt': 'yes' }],
  [
    'FROM debian:trixie¶COPY src /src¶RUN cp -r /src /a && rm -rf /src',
    { '/src/a.txt': 'no', '/a/sub/b.txt': 'yes' },
  ],
  ['FROM debian:trixie¶COPY src /src¶RUN mv /src /dst', { '/dst/a.txt': 'file', '/src/a.txt': 'no' }],
  ['FROM debian:trixie¶RUN touch /a && mv /a /b', { '/a': 'no', '/b': 'file' }],
  ['FROM debian:trixie¶RUN mkdir /d && touch /a && mv /a /d/', { '/a': 'no', '/d/a': 'file' }],
  ['FROM debian:trixie¶RUN touch /a && install -m 755 /a /o/b', { '/o/b': 'file', '/o/755': 'no' }],
  ['FROM debian:trixie¶RUN touch /a && install -Dm755 /a /x/y/b', { '/x/y/b': 'file', '/x/y': 'directory' }],
  ['FROM debian:trixie¶RUN touch /a && install /a -t /x', { '/x/a': 'yes' }],
  ['FROM debian:trixie¶RUN install -d -o nobody /x /y', { '/x': 'directory', '/y': 'directory' }],
  ['FROM debian:trixie¶RUN echo hi > /x && echo ho >> /y', { '/x': 'file', '/y': 'file' }],
  ['FROM debian:trixie¶RUN echo hi | tee /x > /dev/null', { '/x': 'file' }],
  ['FROM debian:trixie¶RUN (echo a; echo b) > /x', { '/x': 'file' }],
  ['FROM debian:trixie¶RUN rm -rf /app¶COPY app.js /app/', { '/app/app.js': 'file' }],
  ['FROM debian:trixie¶COPY src /app¶RUN rm -rf /app', { '/app': 'no', '/app/a.txt': 'no' }],
  [
    'FROM debian:trixie¶COPY src /app¶RUN rm -rf /app/*',
    { '/app': 'directory', '/app/a.txt': 'no', '/app/sub/b.txt': 'no' },
  ],
  ['FROM debian:trixie¶COPY src /app¶RUN rm -r /app/*.txt', { '/app/a.txt': 'no', '/app/sub/b.txt': 'file' }],
  ['FROM debian:trixie¶RUN mkdir /d && touch /d/.keep && rm -rf /d/*', { '/d/.keep': 'file' }],
  ['FROM debian:trixie¶COPY src /app¶RUN rm /app/a.txt', { '/app/a.txt': 'no', '/app/sub/b.txt': 'file' }],
  [
    'FROM debian:trixie¶COPY src /app¶RUN find /app -name "*.txt" -delete',
    { '/app/a.txt': 'maybe', '/x': 'no' },
  ],
  ['FROM debian:trixie¶RUN wget -O /x https://example.com/y', { '/x': 'file', '/y': 'no' }],
  ['FROM debian:trixie¶WORKDIR /d¶RUN wget https://example.com/y.zip', { '/d/y.zip': 'file' }],
  ['FROM debian:trixie¶WORKDIR /d¶RUN curl -fsSLO https://example.com/y.zip', { '/d/y.zip': 'file' }],
  [
    'FROM debian:trixie¶RUN curl -sSLo /usr/local/bin/x https://example.com/y',
    { '/usr/local/bin/x': 'file' },
  ],
  [
    'FROM debian:trixie¶RUN curl https://example.com/y.tgz | tar xz -C /opt',
    { '/opt/y': 'maybe', '/y': 'no' },
  ],
  ['FROM debian:trixie¶WORKDIR /d¶RUN tar xf x.tar', { '/d/y': 'maybe', '/y': 'no' }],
  [
    'FROM debian:trixie¶WORKDIR /d¶RUN git clone https://example.com/x.git',
    { '/d/x/go.mod': 'maybe', '/y': 'no' },
  ],
  ['FROM debian:trixie¶RUN git clone https://example.com/x.git /y', { '/y/go.mod': 'maybe', '/z': 'no' }],
  ['FROM debian:trixie¶RUN unzip -q x.zip -d /y', { '/y/a': 'maybe', '/z': 'no' }],
  ['FROM debian:trixie¶RUN useradd -m app', { '/home/app': 'directory' }],
  ['FROM debian:trixie¶RUN useradd -r app', { '/home/app': 'maybe' }],
  ['FROM debian:trixie¶RUN env A=b touch /x', { '/x': 'file' }],
  ['FROM debian:trixie¶RUN A=/x && touch $A', { '/x': 'file' }],
  ['FROM debian:trixie¶RUN touch $(date)', { '/x': 'maybe' }],
  ['FROM debian:trixie¶RUN touch "/x y"', { '/x y': 'file', '/x': 'no' }],
  ['FROM debian:trixie¶RUN ./configure', { '/x': 'maybe' }],
  ['FROM debian:trixie¶RUN echo hello && ls /', { '/x': 'no' }],
  ['FROM debian:trixie¶RUN eval "$X"', { '/x': 'maybe' }],
  ['FROM debian:trixie¶RUN f() { touch /x; }; f', { '/x': 'maybe' }],
  ['FROM debian:trixie¶SHELL ["pwsh", "-Command"]¶RUN New-Item /x', { '/x': 'maybe' }],
  // A stage without a shell runs nothing.
  ['FROM scratch¶RUN touch /x', { '/x': 'no' }],
];

const branches: readonly Line[] = [
  ['FROM debian:trixie¶RUN touch /a || touch /b', { '/a': 'yes', '/b': 'maybe' }],
  ['FROM debian:trixie¶RUN test -f /q && touch /a || true', { '/a': 'maybe' }],
  ['FROM debian:trixie¶RUN test -f /q && touch /a; true', { '/a': 'maybe' }],
  ['FROM debian:trixie¶RUN test -f /q && touch /a', { '/a': 'file' }],
  ['FROM debian:trixie¶RUN test -f /q && touch /a || exit 1', { '/a': 'file' }],
  ['FROM debian:trixie¶RUN mkdir /d && touch /a || true', { '/a': 'file' }],
  ['FROM debian:trixie¶RUN true && touch /a; touch /b', { '/b': 'yes' }],
  [
    'FROM debian:trixie¶RUN if [ "$X" = 1 ]; then touch /a; else touch /b; fi',
    { '/a': 'maybe', '/b': 'maybe', '/c': 'no' },
  ],
  ['FROM debian:trixie¶RUN for x in a b; do touch /$x; done', { '/a': 'maybe', '/b': 'maybe' }],
  ['FROM debian:trixie¶RUN for x in a b; do touch /f; done', { '/f': 'maybe', '/g': 'no' }],
  ['FROM debian:trixie¶RUN while read x; do touch /f; done', { '/f': 'maybe' }],
  ['FROM debian:trixie¶RUN case $X in a) touch /a ;; *) touch /b ;; esac', { '/a': 'maybe', '/b': 'maybe' }],
  ['FROM debian:trixie¶COPY src /app¶RUN rm -rf /app || true', { '/app/a.txt': 'no' }],
  ['FROM debian:trixie¶COPY src /app¶RUN if [ -n "$X" ]; then rm -rf /app; fi', { '/app/a.txt': 'maybe' }],
  [
    'FROM debian:trixie¶RUN if [ -n "$X" ]; then ln -s /x /app; fi¶COPY app.js /app/',
    { '/app/app.js': 'yes', '/x/app.js': 'maybe' },
  ],
];

const heredocs: readonly Line[] = [
  [
    'FROM debian:trixie¶RUN <<EOF\nmkdir /a\ntouch /a/b\nEOF',
    { '/a': 'directory', '/a/b': 'file', '/c': 'no' },
  ],
  ['FROM debian:trixie¶RUN <<EOF\n#!/bin/bash\ntouch /a\nEOF', { '/a': 'file', '/c': 'no' }],
  ['FROM debian:trixie¶RUN <<EOF\n#!/usr/bin/env python3\nopen("/a", "w")\nEOF', { '/a': 'maybe' }],
  ['FROM debian:trixie¶RUN python3 <<EOF\nopen("/a", "w")\nEOF', { '/a': 'maybe' }],
  ['FROM debian:trixie¶RUN bash -e <<EOF\ntouch /a\nEOF', { '/a': 'file', '/c': 'no' }],
  ['FROM debian:trixie¶RUN cat <<EOF > /a\ntouch /b\nEOF', { '/a': 'file', '/b': 'no' }],
  ['FROM debian:trixie¶RUN cat <<EOF > /a && touch /c\nx\nEOF', { '/a': 'file', '/c': 'file' }],
];

const mount = 'FROM debian:trixie¶WORKDIR /w¶RUN --mount=';
const mounts: readonly Line[] = [
  [
    `${mount}type=cache,target=/cache touch /cache/x /y`,
    { '/cache/x': 'no', '/cache': 'maybe', '/y': 'file' },
  ],
  [`${mount}type=tmpfs,target=/t touch /t/x`, { '/t/x': 'no' }],
  [`${mount}type=cache,target=/var/lib/apt touch /var/lib/apt/x`, { '/var/lib/apt/lists': 'maybe' }],
  [`${mount}type=bind,source=src,target=/s cp /s/a.txt /y`, { '/s/a.txt': 'no', '/y': 'file' }],
  [`${mount}target=/s touch /y`, { '/s/app.js': 'no', '/y': 'file' }],
  [`${mount}target=. cp app.js /y`, { '/w/app.js': 'no', '/w': 'directory', '/y': 'file' }],
  [`${mount}type=secret,id=key,target=/k cat /k > /y`, { '/y': 'file' }],
  [`${mount}type=cache,target=/cache cp -r /cache/x /y`, { '/y': 'yes', '/y/a': 'maybe', '/z': 'no' }],
  [
    'FROM debian:trixie AS b¶RUN touch /f¶FROM debian:trixie¶RUN --mount=from=b,target=/m cp /m/f /y',
    { '/m/f': 'no', '/y': 'file' },
  ],
  [
    'FROM debian:trixie¶COPY src /s¶RUN --mount=type=tmpfs,target=/s touch /s/x',
    { '/s/a.txt': 'file', '/s/x': 'no' },
  ],
];

const others: readonly Line[] = [
  // BuildKit keeps what is written below a VOLUME; only the old builder threw it away.
  ['FROM debian:trixie¶VOLUME /data¶RUN touch /data/x', { '/data/x': 'file' }],
  ['FROM scratch¶WORKDIR /a/b', { '/a': 'directory', '/a/b': 'directory' }],
  ['FROM scratch¶USER 65532¶WORKDIR /a', { '/a': 'directory' }],
  ['FROM scratch¶ENV A=b¶EXPOSE 80¶LABEL a=b¶CMD ["/x"]', { '/x': 'no', '/': 'directory' }],
  ['FROM company.example/base¶COPY app.js /app/', { '/app/app.js': 'file', '/x': 'maybe' }],
  ['FROM debian:trixie¶ONBUILD RUN touch /x', { '/x': 'maybe' }],
];

test.each([...links, ...commands, ...branches, ...heredocs, ...mounts, ...others])('%s', (...line) =>
  check(line, known),
);
