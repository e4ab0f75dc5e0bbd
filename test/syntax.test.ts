/** The parser's traps, and what BuildKit refuses, against what BuildKit's own parser does. */
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../server/src/core/syntax/parse';
import { syntaxProblems } from '../server/src/core/syntax/problems';

/** Keyword, flags, exec form or words of each instruction, as one line. */
function render(source: string): string[] {
  return parseDockerfile(source).instructions.map(({ keyword, flags, exec, words, heredocs }) => {
    const parts = [
      keyword,
      ...flags.map(flag => `--${flag.name}${flag.value === undefined ? '' : `=${flag.value}`}`),
      exec === undefined ? words.map(word => word.text).join('|') : JSON.stringify(exec.values),
      ...heredocs.map(({ name, body }) => `<<${name}:${JSON.stringify(body.text)}`),
    ];
    return parts.join(' ').trim();
  });
}

describe('the parser reads', () => {
  const cases: readonly [name: string, source: string, expected: readonly string[]][] = [
    [
      'blanks inside strings of the exec form',
      'CMD ["sh","-c","node server.js"]',
      ['CMD ["sh","-c","node server.js"]'],
    ],
    ['a second flag', 'COPY --from=a --chown=1:2 x /y', ['COPY --from=a --chown=1:2 x|/y']],
    ['an array with single quotes as shell form', "CMD ['a', 'b']", ["CMD ['a',|'b']"]],
    ['instructions in small letters', 'from alpine as a\nrun true', ['FROM alpine|as|a', 'RUN true']],
    ['continuations, comments and empty lines between', 'RUN a \\\n  # why\n\n  && b', ['RUN a|&&|b']],
    ['blanks behind a continuation', 'RUN a \\  \n b', ['RUN a|b']],
    ['a doubled backslash as no continuation', 'RUN a \\\\\nRUN b', ['RUN a|\\\\', 'RUN b']],
    ['another escape character', '# escape=`\nRUN a `\n b\\', ['RUN a|b\\']],
    ['CRLF', 'FROM alpine\r\nRUN a \\\r\n && b\r\n', ['FROM alpine', 'RUN a|&&|b']],
    ['a byte order mark', '\uFEFFFROM alpine\n', ['FROM alpine']],
    ['a heredoc', 'RUN <<EOF\na\nEOF\nRUN b', ['RUN <<EOF <<EOF:"a\\n"', 'RUN b']],
    [
      'several heredocs',
      'COPY <<a <<-"b c" /d/\n1\na\n\t2\nb c\n',
      ['COPY <<a|<<-"b c"|/d/ <<a:"1\\n" <<b c:"\\t2\\n"'],
    ],
    ['no heredoc where BuildKit reads none', 'ENV A=1<<2\nCMD cat <<EOF\n', ['ENV A=1<<2', 'CMD cat|<<EOF']],
  ];
  for (const [name, source, expected] of cases) test(name, () => expect(render(source)).toEqual(expected));
});

test('an ignore comment in the first lines is a comment, a directive is not', () => {
  const { comments, directives } = parseDockerfile(
    '# syntax=docker/dockerfile:1\n# hadolint ignore=DL3006\nFROM a\n',
  );
  expect(directives.map(({ name }) => name)).toEqual(['syntax']);
  expect(comments.length).toBe(1);
});

describe('BuildKit refuses', () => {
  const refused: readonly [source: string, place: string][] = [
    ['', ''],
    ['# only a comment\n', '#'],
    ['ARG A\n', 'ARG'],
    ['FROM\n', 'FROM'],
    ['FROM a b\n', 'FROM a b'],
    ['FROM a AS 1st\n', '1st'],
    ['FROM a\nENV A\n', 'A'],
    ['FROM a\nENV A=1 B\n', 'B'],
    ['FROM a\nENV =1\n', '=1'],
    ['FROM a\nLABEL\n', 'LABEL'],
    ['FROM a\nUSER\n', 'USER'],
    ['FROM a\nWORKDIR\n', 'WORKDIR'],
    ['FROM a\nADD x\n', 'ADD'],
    ['FROM a\nCOPY --link=maybe x y\n', '--link=maybe'],
    ['FROM a\nCOPY --from x y\n', '--from'],
    ['FROM a\nCOPY --from=a --from=b x y\n', '--from=b'],
    ['FROM a\nENV --foo A=1\n', '--foo'],
    ['FROM a\nRUN --mount=type=chache,target=/x true\n', '--mount=type=chache,target=/x'],
    ['FROM a\nRUN --network=some true\n', '--network=some'],
    ['FROM a\nHEALTHCHECK CMD\n', 'CMD'],
    ['FROM a\nHEALTHCHECK NONE now\n', 'NONE'],
    ['FROM a\nHEALTHCHECK --retries=x CMD true\n', '--retries=x'],
    ['FROM a\nHEALTHCHECK curl localhost\n', 'curl'],
    ['FROM a\nONBUILD ONBUILD RUN true\n', 'ONBUILD'],
    ['FROM a\nVOLUME [""]\n', 'VOLUME'],
    ['FROM a\nEXPOSE 70000\n', '70000'],
    ['FROM a\nEXPOSE 80/http\n', '80/http'],
    ['FROM a\nCMD [1]\n', 'CMD'],
    ['FROM a\nCOPY a <<EOF\nEOF\n', '<<EOF'],
    ['FROM a\nRUN <<EOF\ntrue\n', '<<EOF'],
  ];
  for (const [source, place] of refused)
    test(JSON.stringify(source), () => {
      const problems = syntaxProblems(parseDockerfile(source));
      expect(problems.map(({ span }) => source.slice(span.start, span.end))).toEqual([place]);
    });
});

describe('BuildKit accepts', () => {
  const accepted = [
    'FROM a\nRUN\nCMD\nENTRYPOINT []\n',
    'FROM --platform=$BUILDPLATFORM a AS b-1.x_y\n',
    'FROM a\nCOPY --from=b --link --chmod=755 --parents --exclude=x --exclude=y /x /y\n',
    'FROM a\nADD --checksum=sha256:1 --keep-git-dir=true --unpack https://example.com/x /y\n',
    'FROM a\nRUN --mount=type=cache,target=/x,sharing=locked,id=$ID --mount=type=secret,id=s,required --network=none true\n',
    'FROM a\nHEALTHCHECK --interval=1.5h --start-interval=5s NONE\n',
    'FROM a\nEXPOSE 80 443/TCP 8000-8010 $PORT 127.0.0.1:80:8080\n',
    'FROM a\nENV A the rest of the line\nLABEL "a b"="c d" e=\n',
    'FROM a\nARG --foo A B=1\nMAINTAINER somebody <a@example.com>\n',
    'FROM a\nONBUILD COPY a b\nSTOPSIGNAL 9\n',
    'FROM a\nVOLUME /a "/b c"\nUSER 1 2\nWORKDIR /a b\n',
  ];
  for (const source of accepted)
    test(JSON.stringify(source), () => expect(syntaxProblems(parseDockerfile(source))).toEqual([]));
});
