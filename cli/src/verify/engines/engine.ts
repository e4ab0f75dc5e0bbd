/**
 * What `verify` asks of Docker, Podman and Buildah. Each is its own command-line client, called with argument arrays;
 * nothing goes through a shell. Everything that is made here is registered with the sweeper before it exists.
 */
import type { Readable } from 'node:stream';

export type EngineName = 'docker' | 'podman' | 'buildah';

export interface Engine {
  readonly name: EngineName;
  /** As the engine gives it, for the report. */
  readonly version: string;
  /** Builds and tags an image that `removeImage` and the sweeper take away. Raises BuildFailed. */
  build(request: BuildRequest): Promise<void>;
  inspect(image: string): Promise<ImageFacts>;
  /** The root file system of an image as one tar, without running anything of it. */
  export(image: string): Promise<Readable>;
  /** A container that has not been started yet. */
  create(request: ContainerRequest): Promise<Container>;
  removeImage(image: string): Promise<void>;
}

export interface BuildRequest {
  /** The tag that the image gets. */
  readonly image: string;
  /** Path of the Dockerfile as it is built. */
  readonly dockerfile: string;
  readonly context: string;
  readonly stage: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly options: BuildOptions;
  /** Each line of the builder's log as it comes, without the line feed. */
  readonly onLog: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What the user says about builds on the command line; the same for the original and for the conversions. */
export interface BuildOptions {
  readonly network: string | undefined;
  readonly platform: string | undefined;
  readonly pull: boolean;
  readonly noCache: boolean;
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
  /** The image is to stay: it must not bear what the sweeper finds its images by. */
  readonly keep: boolean;
}

/** What keeps a build from its end without being the fault of its Dockerfile, so that it says nothing about it. */
export type Hindrance = 'base image' | 'time limit' | 'disk' | 'builder';

/** A builder that refused: its own log, and the line of the Dockerfile (zero-based) where it stopped, if it says one. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
  constructor(
    message: string,
    readonly log: readonly string[],
    readonly line: number | undefined,
    readonly hindrance?: Hindrance,
  ) {
    super(message);
  }
}

export interface ImageFacts {
  readonly id: string;
  /** Unpacked, as the engine counts it. */
  readonly bytes: number;
  readonly layers: number;
  /** As the configuration says it; empty for root. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly environment: readonly string[];
  /** As EXPOSE says them: `8080/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly healthcheck: boolean;
}

export interface ContainerRequest {
  readonly image: string;
  /** What follows the image's name: replaces CMD. Undefined leaves CMD as it is. */
  readonly args: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** `--user` as people write it; undefined for the image's own. */
  readonly user: string | undefined;
  readonly readOnly: boolean;
  /** Mount points of empty anonymous volumes (`-v /data`), and of `--tmpfs`. */
  readonly volumes: readonly string[];
  readonly tmpfs: readonly string[];
  /** Further options of the engine's `create`, as the expectation states them. */
  readonly options: readonly string[];
  /** TCP ports that `ask` may be called with. They are published to 127.0.0.1 only, or not at all. */
  readonly ports: readonly number[];
  /** `default`: reachable from here and nowhere else, as the engine can; `none`, `host`: as Docker means it. */
  readonly network: 'default' | 'none' | 'host';
  readonly signal: AbortSignal;
}

export interface ContainerState {
  readonly running: boolean;
  /** Of the program, when it has ended. */
  readonly exit: number | undefined;
  /** `healthy`, `unhealthy`, `starting`, or undefined for an image without HEALTHCHECK. */
  readonly health: string | undefined;
  /** User id of the process as the kernel sees it, where that can be known. */
  readonly uid: number | undefined;
}

export interface Container {
  /** False with the engine's message when the engine cannot start it (no such program, wrong architecture). */
  start(): Promise<{ readonly started: true } | { readonly started: false; readonly message: string }>;
  state(): Promise<ContainerState>;
  /** The TCP ports on which something listens, in ascending order; undefined where that cannot be looked at from here. */
  listening(): Promise<readonly number[] | undefined>;
  /** One HTTP request from inside of the container's network or through a port of 127.0.0.1. No redirect is followed. */
  ask(request: HttpRequest): Promise<HttpAnswer>;
  logs(): Promise<{ readonly stdout: string; readonly stderr: string }>;
  /** SIGTERM (or STOPSIGNAL), then SIGKILL after so many seconds. */
  stop(seconds: number): Promise<void>;
  /** The text of a file, sorted names with `(directory) ` before them for a folder, undefined where there is nothing. */
  read(path: string): Promise<string | undefined>;
  /** Paths that were added or changed since it was created; undefined where the engine cannot tell. */
  changes(): Promise<readonly string[] | undefined>;
  /** With its anonymous volumes. Never fails on one that is gone. */
  remove(): Promise<void>;
}

export interface HttpRequest {
  readonly port: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
}

export type HttpAnswer =
  | {
      readonly status: number;
      readonly body: string;
      readonly type: string;
      readonly location: string | undefined;
    }
  /** `refused`: nothing listens there (yet). */
  | { readonly error: string; readonly refused: boolean };
