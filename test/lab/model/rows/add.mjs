/** ADD: what is unpacked, and what is not. */

/** @type {Record<string, import('../table.mjs').Written>} */
export const rows = {
  'a plain file': 'FROM scratch¶ADD a.txt /app/',
  'a folder': 'FROM scratch¶ADD dir /app',
  'an archive': { file: 'FROM scratch¶ADD archive.tar /app/', vague: ['/app'] },
  'a packed archive': { file: 'FROM scratch¶ADD archive.tar.gz /app', vague: ['/app'] },
  'an archive with another name': { file: 'FROM scratch¶ADD image.bin /app', vague: ['/app'] },
  'an archive over a folder': { file: 'FROM scratch¶COPY dir /app¶ADD archive.tar /app', vague: ['/app'] },
  'an archive to the root': { file: 'FROM scratch¶ADD archive.tar /', vague: ['/'] },
  'what is no archive': { file: 'FROM scratch¶ADD plain.tar /app/', vague: ['/app'] },
  'a packed text': { file: 'FROM scratch¶ADD page.gz /app/', vague: ['/app'] },
  'a zip': 'FROM scratch¶ADD files.zip /app/',
  'a folder with archives': { file: 'FROM scratch¶ADD . /app', vague: [] },
  'several, an archive among them': { file: 'FROM scratch¶ADD a.txt archive.tar /app/', vague: ['/app'] },
  'a wildcard over archives': { file: 'FROM scratch¶ADD archive.* /app/', vague: ['/app'] },
  'an archive for somebody': { file: 'FROM scratch¶ADD --chown=5:6 archive.tar /app/', vague: ['/app'] },
  'a file for somebody': 'FROM scratch¶ADD --chown=5:6 a.txt /app/',
  'COPY leaves archives packed': 'FROM scratch¶COPY archive.tar archive.tar.gz image.bin /app/',
};
