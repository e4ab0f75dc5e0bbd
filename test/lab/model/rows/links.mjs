/** Symbolic links: as sources, in the way, and as destinations. */

const via =
  'FROM alpine:3¶RUN mkdir -p /real/sub && ln -s /real /abs && ln -s real /rel && ln -s ../real/sub /real/up && ln -s /nowhere /dangling && touch /file && ln -s /file /tofile¶';

/** @type {Record<string, import('../table.mjs').Written>} */
export const rows = {
  'a link to a file, to a name': { file: 'FROM scratch¶COPY links/file /app', vague: ['/app'] },
  'a link to a file, to a folder': { file: 'FROM scratch¶COPY links/file /app/', vague: ['/app'] },
  'a link to a folder': { file: 'FROM scratch¶COPY links/folder /app', vague: ['/app'] },
  'a link to a folder, with a slash': { file: 'FROM scratch¶COPY links/folder/ /app/', vague: ['/app'] },
  'a file behind a link': { file: 'FROM scratch¶COPY links/folder/one.txt /app/', vague: ['/app'] },
  'a link to a link': { file: 'FROM scratch¶COPY links/chain /app/', vague: ['/app'] },
  'an absolute link': { file: 'FROM scratch¶COPY links/absolute /app/', vague: ['/app'] },
  'a dangling link': { file: 'FROM scratch¶COPY links/dangling /app/', fails: true },
  'a folder with links': 'FROM scratch¶COPY links /app',
  'a link out of the context': {
    file: 'FROM scratch¶COPY out /app',
    files: { out: { link: '../../etc/hostname' } },
    fails: true,
  },
  'into an absolute link': `${via}COPY a.txt /abs/`,
  'into an absolute link, without a slash': `${via}COPY a.txt /abs`,
  'through an absolute link': `${via}COPY a.txt /abs/x`,
  'through an absolute link, new folders': `${via}COPY a.txt /abs/n/m/`,
  'into a relative link': `${via}COPY a.txt /rel/`,
  'through a relative link, deeper': `${via}COPY dir /rel/sub`,
  'through a link upwards': `${via}COPY a.txt /real/up/`,
  'through two links': `${via}COPY a.txt /rel/up/x`,
  'a folder onto a link to a folder': `${via}COPY dir /abs`,
  'a folder onto a link to a folder, with a slash': `${via}COPY dir/ /abs/`,
  'into a dangling link': { file: `${via}COPY a.txt /dangling/`, vague: ['/nowhere', '/dangling'] },
  'onto a dangling link': { file: `${via}COPY a.txt /dangling`, vague: ['/nowhere', '/dangling'] },
  'a folder onto a dangling link': { file: `${via}COPY dir /dangling`, vague: ['/nowhere', '/dangling'] },
  'a file onto a link to a file': `${via}COPY a.txt /tofile`,
  'a folder onto a link to a file': { file: `${via}COPY dir /tofile`, fails: true },
  'a link onto a folder': { file: 'FROM scratch¶COPY dir /app/folder¶COPY links /app', fails: true },
  'a link of a copied folder onto a file': 'FROM scratch¶COPY a.txt /app/file¶COPY links /app',
  'a folder of a copied folder onto a link': {
    file: 'FROM scratch¶COPY links /app¶COPY other /app/folder',
    vague: ['/dir', '/app', '/other'],
  },
  'below a link that COPY brought': {
    file: 'FROM scratch¶COPY . /app¶COPY a.txt /app/links/folder/new',
    vague: ['/app'],
  },
  'WORKDIR through a link': `${via}WORKDIR /abs¶COPY a.txt .`,
  'WORKDIR below a link': `${via}WORKDIR /rel/new¶COPY a.txt .`,
  'WORKDIR on a dangling link': { file: `${via}WORKDIR /dangling`, vague: ['/'] },
  'two dots behind a link': { file: `${via}WORKDIR /real/up¶COPY a.txt ../x`, vague: ['/real'] },
  'a link to bin of the base': { file: 'FROM debian:trixie-slim¶COPY script.sh /bin/tool', vague: ['/usr'] },
  'a link to lib of the base': { file: 'FROM debian:trixie-slim¶COPY dir /lib/own', vague: ['/usr'] },
  'a folder over bin of the base': { file: 'FROM debian:trixie-slim¶COPY dir /bin', vague: ['/usr'] },
  'the context over links of the base': {
    file: 'FROM debian:trixie-slim¶COPY . /',
    files: { 'bin/own': '', 'lib/own.so': '' },
    fails: true,
    rule: 'directory-over-link',
  },
  'the context over a link of the stage': {
    file: 'FROM alpine:3¶RUN mkdir /real && ln -s /real /via¶COPY . /',
    files: { 'via/own': '' },
    fails: true,
  },
  'run and var': { file: 'FROM debian:trixie-slim¶COPY a.txt /var/run/x/', vague: ['/run', '/var'] },
};
