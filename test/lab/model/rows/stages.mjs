/** COPY --from: stages, images, copies of copies, who owns what is copied. */

const made =
  'FROM alpine:3 AS a¶RUN mkdir -p /out/bin /out/empty && touch /out/app /out/bin/tool && ln -s app /out/link && ln -s bin /out/dir && ln -s /out/app /out/far¶';

/** @type {Record<string, import('../table.mjs').Written>} */
export const rows = {
  'a file': `${made}FROM scratch¶COPY --from=a /out/app /app`,
  'a file to a folder': `${made}FROM scratch¶COPY --from=a /out/app /x/`,
  'a file from a relative path': `${made}FROM scratch¶COPY --from=a out/app /x/`,
  'a relative path and WORKDIR there': `${made}WORKDIR /out¶FROM scratch¶COPY --from=a out/app /x/`,
  'a folder': `${made}FROM scratch¶COPY --from=a /out /x`,
  'a folder with a slash': `${made}FROM scratch¶COPY --from=a /out/ /x/`,
  'a folder with a dot': `${made}FROM scratch¶COPY --from=a /out/. /x/`,
  'an empty folder': `${made}FROM scratch¶COPY --from=a /out/empty /x/y`,
  'a link to a file, to a name': `${made}FROM scratch¶COPY --from=a /out/link /x`,
  'a link to a file, to a folder': `${made}FROM scratch¶COPY --from=a /out/link /x/`,
  'a link to a folder': `${made}FROM scratch¶COPY --from=a /out/dir /x`,
  'a link to a folder, with a slash': `${made}FROM scratch¶COPY --from=a /out/dir/ /x/`,
  'a file behind a link': `${made}FROM scratch¶COPY --from=a /out/dir/tool /x/`,
  'an absolute link': `${made}FROM scratch¶COPY --from=a /out/far /x/`,
  'a wildcard': { file: `${made}FROM scratch¶COPY --from=a /out/a* /x/`, vague: ['/x'] },
  'a wildcard over links': { file: `${made}FROM scratch¶COPY --from=a /out/l* /x/`, vague: ['/x'] },
  'by number': `${made}FROM scratch¶COPY --from=0 /out/app /app`,
  'by a name in capitals': `${made}FROM scratch¶COPY --from=A /out/app /app`,
  'by a variable': { file: `ARG S=a¶${made}FROM scratch¶COPY --from=$S /out/app /app`, fails: true },
  'a later stage': {
    file: 'FROM scratch AS c¶COPY --from=b /x /x¶FROM scratch AS b¶COPY a.txt /x¶FROM c',
    fails: true,
    rule: 'unknown-stage',
  },
  itself: { file: 'FROM scratch AS b¶COPY a.txt /x¶COPY --from=b /x /y', fails: true, rule: 'unknown-stage' },
  'what is not there': {
    file: `${made}FROM scratch¶COPY --from=a /out/nothing /x`,
    fails: true,
    rule: 'missing-artifact',
  },
  'what is not there, below a file': {
    file: `${made}FROM scratch¶COPY --from=a /out/app/x /x`,
    fails: true,
    rule: 'missing-artifact',
  },
  'what is removed': {
    file: `${made}RUN rm -rf /out/bin¶FROM scratch¶COPY --from=a /out/bin /x`,
    fails: true,
    rule: 'missing-artifact',
  },
  'an image': 'FROM scratch¶COPY --from=alpine:3 /etc/passwd /etc/group /etc/',
  'a folder of an image, with owners':
    'FROM scratch¶COPY --from=gcr.io/distroless/static-debian13 /home /home',
  'the root of a stage': 'FROM scratch AS a¶COPY dir /d¶COPY a.txt /¶FROM scratch¶COPY --from=a / /',
  'the root of a stage below': 'FROM scratch AS a¶COPY dir /d¶FROM scratch¶COPY --from=a / /x',
  'three stages':
    'FROM scratch AS a¶COPY dir /1¶FROM scratch AS b¶COPY --from=a /1/sub /2¶COPY a.txt /2/¶FROM scratch¶COPY --from=b /2 /3',
  'three stages, FROM each other':
    'FROM scratch AS a¶COPY dir /1¶FROM a AS b¶COPY a.txt /1/¶FROM b¶COPY --from=a /1 /2¶COPY --from=b /1 /3',
  'owners of a copied file':
    'FROM scratch AS a¶COPY --chown=5:6 a.txt /x/y¶FROM scratch¶COPY --from=a /x/y /z',
  'owners of a copied folder': 'FROM scratch AS a¶COPY --chown=5:6 dir /x¶FROM scratch¶COPY --from=a /x /z',
  'owners of a folder with a folder of its own':
    'FROM scratch AS a¶COPY --chown=5:6 dir /x/y¶FROM scratch¶COPY --from=a /x /z',
  'owners of a copied folder onto another':
    'FROM scratch AS a¶COPY --chown=5:6 dir /x¶FROM scratch¶WORKDIR /z¶COPY --from=a /x /z',
  'owners given anew':
    'FROM scratch AS a¶COPY --chown=5:6 dir /x¶FROM scratch¶COPY --from=a --chown=7:8 /x /z',
  'owners by a command':
    'FROM alpine:3 AS a¶USER 5:6¶WORKDIR /home/w¶USER 0¶RUN mkdir -p /home/w/r¶FROM scratch¶COPY --from=a /home /h',
  'owners of what USER made':
    'FROM alpine:3 AS a¶WORKDIR /tmp/w¶USER 5¶RUN mkdir /tmp/x && touch /tmp/x/y¶FROM scratch¶COPY --from=a /tmp /t',
  'a user and USER': 'FROM scratch AS a¶COPY --chown=5:6 a.txt /x¶FROM alpine:3¶USER 9¶COPY --from=a /x /w/x',
  'ONBUILD of an earlier stage': {
    file: 'FROM scratch AS a¶ONBUILD COPY a.txt /on¶FROM a¶COPY b.txt /b',
    vague: ['/on', '/b'],
  },
  'ONBUILD WORKDIR': { file: 'FROM scratch AS a¶ONBUILD WORKDIR /on¶FROM a¶COPY b.txt b', vague: ['/'] },
  'a stage with ONBUILD, copied from':
    'FROM scratch AS a¶COPY a.txt /x¶ONBUILD COPY a.txt /on¶FROM scratch¶COPY --from=a /x /y',
};
