/** Calls in sources of Java, Kotlin, Scala and Groovy that start another program, read lexically. */

export interface StartedProgram {
  /** By its name alone; undefined where it is computed. */
  readonly program: string | undefined;
  readonly line: number;
}

/** `Runtime.exec`, `ProcessBuilder`, Commons Exec, `scala.sys.process`, and `execute()` of a string in Groovy. */
export function programCalls(text: string): readonly StartedProgram[] {
  const found: StartedProgram[] = [];
  const code = withoutComments(text);
  for (const match of code.matchAll(calls)) {
    const rest = code.slice(match.index + match[0].length, match.index + match[0].length + 400);
    const literal = firstLiteral.exec(rest)?.[1];
    const [word = ''] = (literal ?? '').trim().split(/\s+/);
    const program = word === '' || word.includes('$') ? undefined : word.replace(/^.*[\\/]/, '');
    found.push({ program, line: code.slice(0, match.index).split('\n').length });
  }
  return found;
}

const calls =
  /\bgetRuntime\(\)\s*\.\s*exec\s*\(|\bRuntime\.runtime\s*\.\s*exec\s*\(|\bProcessBuilder\s*\(|\bCommandLine\.parse\s*\(|\bsys\.process\.Process\s*\(|(?=["']\.execute\(\))/g;

/** The first string, past the wrappers that lists and arrays are written with. */
const firstLiteral =
  /^\s*(?:(?:new\s+String\s*\[\s*\]\s*\{|(?:Arrays\.asList|List\.of|listOf|arrayOf|Seq|List|mutableListOf)\s*\(|\[|\*)\s*)*"([^"\\\n]*)"/;

/** Comments become blanks, so that places stay where they are; strings stay. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:[^"\\\n]|\\.)*")|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (whole, string: string | undefined) => (string === undefined ? whole.replace(/[^\n]/g, ' ') : whole),
  );
}
