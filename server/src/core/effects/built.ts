/** What the package managers and compilers of languages leave in a stage, for rules and conversions to ask about. */
import type { PackageJson } from '../manifests/package-json';
import type { PythonRequirement } from '../manifests/requirements';
import type { Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';

export type Ecosystem = 'node' | 'python' | 'java' | 'rust' | 'native' | 'dotnet' | 'ruby' | 'php';

/** Packages that `npm ci`, `pip install`, `bundle install` and their like brought. */
export interface DependencyInstall {
  readonly ecosystem: Ecosystem;
  /** The program that installed them: `npm`, `pip`, `poetry`. */
  readonly manager: string;
  /** The project it ran in; undefined where that cannot be known. */
  readonly directory: string | undefined;
  /** Where the packages are: `/app/node_modules`, `/opt/venv`; undefined where that cannot be known. */
  readonly into: string | undefined;
  /** Whether development dependencies are among them; undefined where that cannot be told. */
  readonly development: boolean | undefined;
  /** Names given on the command line, without versions; empty for what a manifest lists. */
  readonly packages: readonly string[];
  /** Manifests and lock files it reads, as absolute paths in the stage. */
  readonly manifests: readonly string[];
  /** For Node.js: the project's package.json as it was then, where it is known. */
  readonly project?: PackageJson | undefined;
  /** For Node.js: the lock file of the manager, as a path in the build context; undefined where none is known. */
  readonly lock?: string | undefined;
  /** For npm: `npm ci` was called where neither of its lock files surely is, and ends with an error for that. */
  readonly lockless?: boolean | undefined;
  /** For Python: what the manifests listed when they were read; a later command may have removed them. */
  readonly listed?: readonly PythonRequirement[] | undefined;
  /** For Python: others came as well, which nothing names: from a list that was made on the way, an address, `setup.py`. */
  readonly unlisted?: boolean | undefined;
  /** For Python: the interpreter that the programs of the packages name in their first line. */
  readonly interpreter?: string | undefined;
  /** Version of the interpreter that the packages are for, where it is known: `3.13`. */
  readonly runtime?: string | undefined;
  readonly by: Instruction;
  readonly span: Span;
}

/** A file or folder that a compiler or a bundler wrote. */
export interface BuiltArtifact {
  readonly ecosystem: Ecosystem;
  /**
   * `program` and `library` are native code; `jar` runs with `java -jar` if it has a main class, `classes` is a
   * folder of class files; `script` is JavaScript; `runtime` is a JRE of jlink; `other` is anything else.
   */
  readonly kind: 'program' | 'library' | 'jar' | 'classes' | 'script' | 'runtime' | 'assembly' | 'other';
  /** Absolute path of the file or folder; undefined where its name cannot be known. */
  readonly path: string | undefined;
  /** The program that made it: `cargo`, `gcc`, `tsc`, `mvn`. */
  readonly tool: string;
  /** For native code: whether it needs the C library of where it was built; undefined where that cannot be told. */
  readonly dynamic?: boolean | undefined;
  /** For native code: the C library it is made for, where the command or the project says so. */
  readonly libc?: 'glibc' | 'musl';
  /** For native code: it does unless settings that cannot be seen say otherwise. */
  readonly presumablyDynamic?: boolean;
  /** For .NET: what the project sets `InvariantGlobalization` to; `unset` where nothing does, absent where unknown. */
  readonly invariant?: boolean | 'unset';
  /** For native code: the names given to the linker (`-lssl` is `ssl`), as far as known. */
  readonly links?: readonly string[];
  /** For native code: `links` is all that it is linked with besides what its compiler adds by itself. */
  readonly linksKnown?: boolean;
  /** For native code: the C++ library is linked. */
  readonly cxx?: boolean;
  /** For machine code: the folder that the build ran in, or the root of its project, as an absolute path. */
  readonly directory?: string;
  /** For Cargo: the root of the workspace in the build context. */
  readonly workspace?: string;
  /** For JavaScript: the packages it imports are inside; undefined where that cannot be told. */
  readonly bundled?: boolean | undefined;
  /** For class files: the Java release they need at least. */
  readonly release?: number | undefined;
  /** For jars: nothing else with that ending is made in its folder; the count of the stage's effects at that time. */
  readonly alone?: number;
  readonly by: Instruction;
  readonly span: Span;
}
