/** Wildcards in sources, and .dockerignore. */

const ignored = (/** @type {string} */ text) => ({
  '.dockerignore': text,
  'a.txt': '',
  'b.md': '',
  '.env': '',
  'dir/one.txt': '',
  'dir/two.md': '',
  'dir/sub/one.txt': '',
  'dir/sub/keep.txt': '',
  'node_modules/x/index.js': '',
  'empty/only.log': '',
});

/** @type {Record<string, import('../table.mjs').Written>} */
export const rows = {
  'a star': 'FROM scratch¶COPY *.txt /app/',
  'a star over a dangling link': { file: 'FROM scratch¶COPY * /app/', fails: true },
  'a star alone': { file: 'FROM scratch¶COPY * /app/', files: ignored('*.md') },
  'a star and hidden files': 'FROM scratch¶COPY dir/* /app/',
  'a star of hidden files': 'FROM scratch¶COPY .h* /app/',
  'a star that names a folder': 'FROM scratch¶COPY d* /app/',
  'a star that names a file, to a name': 'FROM scratch¶COPY app.* /app',
  'a star that names two files, to a name': 'FROM scratch¶COPY [ab].txt /app',
  'a star that names two files, onto a folder': 'FROM scratch¶WORKDIR /app¶COPY [ab].txt /app',
  'a star that names nothing': { file: 'FROM scratch¶COPY *.nothing /app/', vague: ['/app'] },
  'a star that names nothing, with a file': {
    file: 'FROM scratch¶COPY a.txt *.nothing /app/',
    vague: ['/app'],
  },
  'a question mark': 'FROM scratch¶COPY ?.txt /app/',
  'a class': 'FROM scratch¶COPY [a-c].txt /app/',
  'a class turned round': 'FROM scratch¶COPY [^a].txt /app/',
  'a class with an exclamation mark': { file: 'FROM scratch¶COPY [!a].txt /app/', vague: ['/app'] },
  'braces are no wildcard': { file: 'FROM scratch¶COPY {a,b}.txt /app/', fails: true },
  'a class escaped': {
    file: 'FROM scratch¶COPY [[]x].txt /app/',
    files: { '[x].txt': '', 'x.txt': '' },
  },
  'brackets in a name': {
    file: 'FROM scratch¶COPY [x].txt /app/',
    files: { '[x].txt': '', 'x.txt': '' },
  },
  'a star in a folder name': 'FROM scratch¶COPY */one.txt /app/',
  'a star in a folder name, two levels': 'FROM scratch¶COPY */*/*.txt /app/',
  'two stars are one': 'FROM scratch¶COPY **/*.txt /app/',
  'two stars at the end': 'FROM scratch¶COPY dir/** /app/',
  'a star over folders': 'FROM scratch¶COPY dir/s* /app/sub',
  'a star over links': { file: 'FROM scratch¶COPY links/f* /app/', vague: ['/app'] },
  'an optional file': 'FROM scratch¶COPY a.txt nothing* /app/',
  'ignored files': { file: 'FROM scratch¶COPY . /app', files: ignored('*.md\nnode_modules\n') },
  'ignored everywhere': { file: 'FROM scratch¶COPY . /app', files: ignored('**/*.md\n.env\n') },
  'all but one ignored': { file: 'FROM scratch¶COPY . /app', files: ignored('*\n!a.txt\n') },
  'all but a folder ignored': { file: 'FROM scratch¶COPY . /app', files: ignored('*\n!dir/sub\n') },
  'all but a file deep down ignored': {
    file: 'FROM scratch¶COPY . /app',
    files: ignored('**\n!dir/sub/keep.txt\n'),
  },
  'brought back and ignored again': {
    file: 'FROM scratch¶COPY . /app',
    files: ignored('dir\n!dir/sub\ndir/sub/one.txt\n'),
  },
  'a folder whose files are ignored': { file: 'FROM scratch¶COPY . /app', files: ignored('empty/*\n') },
  'a folder with a slash ignored': { file: 'FROM scratch¶COPY . /app', files: ignored('/dir/\n') },
  'comments and blanks': { file: 'FROM scratch¶COPY . /app', files: ignored('# *.txt\n\n  *.md  \n') },
  'what is ignored cannot be copied': {
    file: 'FROM scratch¶COPY a.txt /app',
    files: ignored('a.txt\n'),
    fails: true,
  },
  'the ignore file itself': { file: 'FROM scratch¶COPY . /app', files: ignored('.dockerignore\n') },
};
