/** Flags of COPY: --link, --parents, --exclude, --chmod, --chown. */

/** @type {Record<string, import('../table.mjs').Written>} */
export const rows = {
  'link, a file to a name': 'FROM scratch¶COPY --link a.txt /app',
  'link, a file to a folder': 'FROM scratch¶COPY --link a.txt /app/',
  'link, a file onto a folder': {
    file: 'FROM scratch¶WORKDIR /app¶COPY --link a.txt /app',
    vague: ['/app'],
  },
  'link, a folder onto a folder': 'FROM scratch¶COPY other /app¶COPY --link dir /app',
  'link, through a link': {
    file: 'FROM alpine:3¶RUN mkdir /real && ln -s /real /via¶COPY --link a.txt /via/',
    vague: ['/real', '/via'],
  },
  'link, a relative destination': 'FROM scratch¶WORKDIR /app¶COPY --link a.txt x/',
  'link, from a stage': 'FROM scratch AS a¶COPY dir /d¶FROM scratch¶COPY --link --from=a /d /e',
  'link, for somebody': 'FROM scratch¶COPY --link --chown=5:6 dir /app',
  'chown by number': 'FROM scratch¶COPY --chown=65532 a.txt /app/',
  'chown by two numbers': 'FROM scratch¶COPY --chown=65532:100 dir /app/x',
  'chown by the number of a group': 'FROM scratch¶COPY --chown=:100 a.txt /app',
  'chown to a folder that is there': 'FROM scratch¶WORKDIR /app¶COPY --chown=5:6 a.txt /app/x/',
  'chown of a folder onto one that is there': 'FROM scratch¶WORKDIR /app¶COPY --chown=5:6 dir /app',
  'chown of a folder in the place of its own kind': 'FROM scratch¶COPY dir /app¶COPY --chown=5:6 dir /app',
  'chown by a name of the base': 'FROM alpine:3¶COPY --chown=nobody a.txt /app/',
  'chown by a name and a group': 'FROM debian:trixie-slim¶COPY --chown=www-data:adm a.txt /app/',
  'chown by a name and a number': 'FROM alpine:3¶COPY --chown=nobody:5 a.txt /app/',
  'chown by a number and a name': 'FROM debian:trixie-slim¶COPY --chown=5:www-data a.txt /app/',
  'chown by a name that nobody knows': 'FROM alpine:3¶COPY --chown=app a.txt /app/',
  'chown by a name without a user database': {
    file: 'FROM scratch¶COPY --chown=app a.txt /app/',
    fails: true,
    rule: 'unknown-user',
  },
  'chown by a name of another stage': {
    file: 'FROM debian:trixie-slim AS a¶RUN useradd -u 4711 app¶FROM alpine:3¶COPY --from=a --chown=app /etc/passwd /app/',
  },
  'chown by a name that a command made': {
    file: 'FROM debian:trixie-slim¶RUN useradd -u 4711 app¶COPY --chown=app:app a.txt /app/',
    vague: ['/etc', '/var'],
  },
  'chown to root by name, without a user database': 'FROM scratch¶COPY --chown=root:root a.txt /app/',
  'chown by a variable': 'FROM scratch¶ARG U=7¶COPY --chown=$U:8 a.txt /app/',
  'chown and USER': 'FROM alpine:3¶USER nobody¶COPY a.txt /app/',
  'chmod by number': 'FROM scratch¶COPY --chmod=750 dir /app',
  'chmod of a file': 'FROM scratch¶COPY --chmod=0400 a.txt /app/x/',
  'chmod by letters': 'FROM scratch¶COPY --chmod=u+x a.txt /app/',
  'chmod and chown': 'FROM scratch¶COPY --chmod=755 --chown=5:6 script.sh /app/',
  'a flag with a wrong name': {
    file: 'FROM scratch¶COPY --chwon=5 a.txt /app/',
    fails: true,
    rule: 'syntax-error',
  },
};
