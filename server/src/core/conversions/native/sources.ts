/** The sources of a compiled program, as far as they are in the build context. */
import type { Application } from '../applications/application';
import { isOfOtherProgram } from './other-programs';

export interface NativeSource {
  /** In the build context. */
  readonly path: string;
  /** Comments are blanks, so that places stay where they are. */
  readonly code: string;
}

/** All of Rust, C and C++; without tests, benchmarks, examples, what only the build runs, and programs not built here. */
export function nativeSources(app: Pick<Application, 'subject'>): readonly NativeSource[] {
  const isOther = isOfOtherProgram(app);
  return [...app.subject.context.texts].flatMap(([path, text]) =>
    isSource.test(path) && !aside.test(`/${path}`) && !isOther(path)
      ? [{ path, code: withoutComments(text) }]
      : [],
  );
}

const isSource = /\.(?:rs|c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|ipp|tpp|inl)$/i;

const aside =
  /\/(?:tests?|testing|benches|benchmarks?|examples?|fuzz|xtask|docs?|target|build|third[_-]?party\/.*\/(?:tests?|examples?|tools))\/|\/build\.rs$|[_.-](?:test|tests|unittest|benchmark)\.(?:rs|c|cc|cpp|cxx)$/i;

/** Line and block comments; strings, and Rust's raw ones, stay. */
function withoutComments(text: string): string {
  return text.replace(
    /(r(#*)"[\s\S]*?"\2|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\\n]|\\[^\n]{1,8})')|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (whole, string: string | undefined) => (string === undefined ? whole.replace(/[^\n]/g, ' ') : whole),
  );
}

/** 1-based. */
export function lineOf(code: string, at: number): number {
  return code.slice(0, at).split('\n').length;
}
