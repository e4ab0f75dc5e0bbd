/** What the catalogue says about an image. Everything here is data; nothing here knows Dockerfiles. */

/** A fact, `false` for "it has none", or undefined where the sources do not say. */
export type Known<T> = T | false | undefined;

export type Family =
  | 'scratch'
  | 'official'
  | 'google-distroless'
  | 'chainguard'
  | 'hardened'
  | 'dotnet'
  | 'dotnet-chiseled'
  | 'azurelinux-distroless'
  | 'ubi-micro';

export type Libc = { readonly kind: 'glibc' | 'musl'; readonly version?: string } | { readonly kind: 'none' };

export interface Distribution {
  /** `debian`, `ubuntu`, `alpine`, `azurelinux`, `wolfi`, … */
  readonly id: string;
  /** `13`, `24.04`, `3.22`; absent for rolling or unknown ones. */
  readonly version?: string;
  /** `trixie`, `noble`; the part of a tag that names the distribution: `trixie`, `alpine3.22`. */
  readonly codename?: string;
}

/** Present where the tag does not name the distribution, so that its owner may move it to another. */
export interface FloatingDistribution {
  /** What it points to now, or pointed to when it was retired. */
  readonly current: string;
  /** Of the move to `current`. */
  readonly since?: string;
  readonly earlier: readonly { readonly codename: string; readonly since: string }[];
  /** False once the tag has left the build: a retired tag no longer moves. */
  readonly live: boolean;
}

export interface ImageUser {
  readonly name: string;
  readonly uid: number;
  readonly gid?: number;
  readonly home?: string;
}

export interface ImagePath {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link';
  /** Of a link. */
  readonly target?: string;
  /** Numeric owner where it is not 0. */
  readonly uid?: number;
  /** Anyone may write (`/tmp`, `/go`). */
  readonly writable?: true;
  /** A directory that holds more than the catalogue lists. */
  readonly opaque?: true;
}

export interface Support {
  /** `current`, or no longer built or published by its owner. */
  readonly status: 'current' | 'discontinued';
  /** When it was, or will be, discontinued: compare with today. */
  readonly since?: string;
  /** The successor, as a reference without a tag where the tag carries over: `gcr.io/distroless/java21-debian13`. */
  readonly replacement?: string;
  /** All successors that the facts name, in their words. */
  readonly replacements?: readonly string[];
}

export interface EndOfLife {
  /** `Go 1.16`, `Debian 10` – for messages. */
  readonly label: string;
  /** Product id of endoflife.date. */
  readonly product: string;
  readonly cycle: string;
  /** End of security support by the project, `YYYY-MM-DD`. */
  readonly date: string;
  /** End of Debian LTS, during which the official images are still rebuilt. */
  readonly extended?: string;
}

export interface CatalogueImage {
  readonly repository: string;
  /** As resolved: `latest` where the reference has none. */
  readonly tag: string;
  readonly family: Family;
  /** `go`, `node`, `python`, `java`, `dotnet`, `rust`, `nginx`, …; absent for plain systems. */
  readonly runtime?: string;
  /** Feature version of the JDK or JRE inside: `21`; for java, maven, gradle, tomcat. */
  readonly javaVersion?: string;
  /** As far as the tag tells (`1.24`, `1.24.5`, `20`); absent where the tag floats over versions. */
  readonly version?: string;
  /** What a floating tag stood for when the facts were read. */
  readonly currentVersion?: string;
  readonly distribution?: Distribution;
  readonly floatsDistribution?: FloatingDistribution;
  /** Undefined where unknown. */
  readonly libc?: Libc;
  /** Path of the shell that shell form uses (`/bin/sh`), or of the only one there is (`/busybox/sh`). */
  readonly shell: Known<string>;
  /** `apt`, `apk`, `dnf`, `microdnf`, `tdnf`, `yum`. */
  readonly packageManager: Known<string>;
  readonly user?: { readonly name?: string; readonly uid: number };
  /** Every account in /etc/passwd where the list is complete (see `usersComplete`). */
  readonly users: readonly ImageUser[];
  readonly usersComplete: boolean;
  readonly workdir: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** False where the sources do not say and `entrypoint`, `cmd` and `workdir` are therefore guesses. */
  readonly configKnown: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly exposes: readonly string[];
  readonly stopSignal?: string;
  /** Well-known paths that exist; everything that exists where `closed`, up to libraries and data of packages. */
  readonly paths: readonly ImagePath[];
  /** No path outside `paths` and the private directories of its runtime exists: absence is a fact. */
  readonly closed: boolean;
  /** Path of the CA bundle. */
  readonly caCerts: Known<string>;
  /** Whether /usr/share/zoneinfo is there; undefined where unknown. */
  readonly tzdata?: boolean;
  /** Sonames the loader finds; absent where unknown (open images). */
  readonly libraries?: readonly string[];
  /** Build tools known to be there: `gcc`, `g++`, `make`, `git`, `curl`, `npm`. */
  readonly tools: readonly string[];
  readonly support: Support;
  /**
   * The tag has left its owner's build and gets no more fixes, `on` a date where the facts keep one. Normal for a
   * superseded patch release; for a whole line see `eol`.
   */
  readonly retired?: { readonly on?: string };
  /** End of life of the language and of the distribution, whichever are known; future dates included. */
  readonly eol: readonly EndOfLife[];
  /** Documented size in MB; absent where nobody documents one. */
  readonly sizeMB?: number;
  /** Sum of the installed sizes of its packages, derived; for Google's distroless images. */
  readonly installedMB?: number;
  /** True for `:debug` variants of distroless and `-dev` variants of hardened and Chainguard images. */
  readonly variant: 'plain' | 'debug' | 'dev';
  readonly architectures: readonly string[];
  readonly notes: readonly string[];
  /** Where this comes from, with the date of the snapshot. */
  readonly source: string;
}
