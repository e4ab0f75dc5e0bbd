import type { VariableValue } from '../model/expand';
import type { Span } from '../syntax/span';

/** What a shell script does, flattened to the simple commands it may run, in order. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** False when the text did not parse or uses what is not followed (functions, `eval`, other shells). */
  readonly understood: boolean;
  /** True when the script is exactly one simple command: no operators, redirections or assignments. */
  readonly single: boolean;
}

export interface ShellCommand {
  /** `argv[0]` first; empty for a bare assignment or redirection. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` before the command: in force for this command only. */
  readonly prefix: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly redirects: readonly ShellRedirect[];
  /** The variables this command sees, its own prefix included. */
  readonly lookup: (name: string) => VariableValue;
  /** Where it runs; undefined when that cannot be known. */
  readonly cwd: string | undefined;
  /** It may not run: behind `||`, in a branch, a loop or a function. */
  readonly conditional: boolean;
  /** Inside `$(…)`, a pipeline or the background: what it prints goes elsewhere. */
  readonly role: 'plain' | 'pipeline' | 'substitution' | 'background';
  /** In the Dockerfile. */
  readonly span: Span;
}

export interface ShellWord {
  /** As written. */
  readonly text: string;
  /** After expansion; undefined when a part cannot be known. */
  readonly value: string | undefined;
  /** Contains an unquoted wildcard: `value` is a pattern then. */
  readonly glob: boolean;
  /** Variables that occur in it. */
  readonly variables: readonly string[];
  readonly span: Span;
}

export interface ShellRedirect {
  readonly operator: string;
  readonly target: ShellWord | undefined;
}
