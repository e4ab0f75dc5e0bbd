/** What a Go program surely asks of the system it runs on, as its own sources say. */
import { type GoProgram, isVendored, ownFiles } from './go-program';
import type { GoFile } from './go-source';

/** A place in the sources that needs something, for a message. */
export interface Evidence {
  /** The call, as written: `http.Get`, or the package that makes it. */
  readonly what: string;
  /** The text it is called with: an address, the name of a zone. */
  readonly argument: string | undefined;
  /** `main.go:12`, in the image of the build. */
  readonly place: string;
  /** A package whose purpose it is, rather than a call that was seen. */
  readonly indirect?: true;
}

/**
 * A TLS connection that is checked against the system's certificates: a call of net/http or crypto/tls with a literal
 * address, or else a client library of a public service. Undefined where the program brings certificates of its own
 * or turns the check off (crypto/x509, "SystemCertPool"; golang.org/x/crypto/x509roots/fallback).
 */
export function tlsConnection(program: GoProgram): Evidence | undefined {
  if (importsAny(program, ownRoots)) return undefined;
  const files = ownFiles(program);
  if (files.some(({ file }) => file?.calls.some(call => /^x509\.NewCertPool$/.test(call.name))))
    return undefined;
  if (files.some(({ path }) => /InsecureSkipVerify|RootCAs/.test(program.output.view.text(path) ?? '')))
    return undefined;
  const call = literalCall(program, (file, callee, text, argument) => {
    const name = callee.slice(callee.lastIndexOf('.') + 1);
    if (/^https:\/\/[^/%]+\./.test(text) && !isLocal(text))
      return (requests.has(name) && argument <= 2 && imports(file, 'net/http')) || isClientCall(callee, file);
    return (
      callee === 'tls.Dial' &&
      argument === 1 &&
      imports(file, 'crypto/tls') &&
      !/^(?:localhost|127\.|:)/.test(text)
    );
  });
  if (call !== undefined) return call;
  for (const { path, file } of files) {
    const found = file?.imports.find(item => services.test(item.path));
    if (found !== undefined)
      return { what: found.path, argument: undefined, place: placeOf(path, program), indirect: true };
  }
  return undefined;
}

/** `time.LoadLocation` of a zone that is not built in; undefined where `time/tzdata` is compiled in. */
export function timeZoneUse(program: GoProgram): Evidence | undefined {
  if (embedsZones(program)) return undefined;
  const named = literalCall(
    program,
    (file, callee, text) =>
      callee === 'time.LoadLocation' && imports(file, 'time') && !/^(?:|UTC|Local)$/.test(text),
  );
  return named ?? plainCall(program, 'time', name => name === 'time.LoadLocation', true);
}

/** `import _ "time/tzdata"`, or the build tag that does the same (time/tzdata, package comment). */
export function embedsZones(program: GoProgram): boolean {
  return program.output.build.tags.includes('timetzdata') || importsAny(program, /^time\/tzdata$/);
}

/** `user.Current`, `user.Lookup` and their like of os/user. */
export function userLookup(program: GoProgram): Evidence | undefined {
  return plainCall(program, 'os/user', name =>
    /^user\.(?:Current|Lookup|LookupId|LookupGroup|LookupGroupId)$/.test(name),
  );
}

/** A file or folder that is made below `os.TempDir()`: `os.CreateTemp("", …)`, an upload that is kept on disk. */
export function temporaryFile(program: GoProgram): Evidence | undefined {
  const made = literalCall(
    program,
    (_file, callee, text, argument) =>
      /^(?:os\.(?:CreateTemp|MkdirTemp)|ioutil\.(?:TempFile|TempDir))$/.test(callee) &&
      argument === 0 &&
      text === '',
  );
  return made ?? plainCall(program, 'net/http', name => /\.ParseMultipartForm$/.test(name));
}

const requests: ReadonlySet<string> = new Set(
  'Get Head Post PostForm NewRequest NewRequestWithContext'.split(' '),
);

function isClientCall(callee: string, file: GoFile): boolean {
  return (
    /^resty\./.test(callee) && file.imports.some(item => item.path.startsWith('github.com/go-resty/resty'))
  );
}

function isLocal(address: string): boolean {
  return /^https:\/\/(?:localhost|127\.|0\.0\.0\.0|\[?::1|[^/]*\.(?:local|internal|svc|example|test|invalid|localhost)(?:[:/]|$))/.test(
    address,
  );
}

/** Packages that bring certificates along. */
const ownRoots =
  /^(?:golang\.org\/x\/crypto\/x509roots\/fallback|github\.com\/(?:breml\/rootcerts|certifi\/gocertifi|gwatts\/rootcerts))(?:\/|$)/;

/** Clients of services that are reached over TLS and nothing else. */
const services =
  /^(?:cloud\.google\.com\/go\/(?:storage|firestore|bigquery|secretmanager|translate|vision|speech)|google\.golang\.org\/api|github\.com\/(?:stripe\/stripe-go|slack-go\/slack|bwmarrin\/discordgo|sashabaranov\/go-openai|openai\/openai-go|sendgrid\/sendgrid-go|twilio\/twilio-go|google\/go-github|go-telegram-bot-api\/telegram-bot-api|getsentry\/sentry-go|Azure\/azure-sdk-for-go))(?:\/|$)/;

function imports(file: GoFile, path: string): boolean {
  return file.imports.some(item => item.path === path && item.name === undefined);
}

function importsAny(program: GoProgram, pattern: RegExp): boolean {
  return program.files.some(({ file }) => file?.imports.some(item => pattern.test(item.path)) === true);
}

function literalCall(
  program: GoProgram,
  fits: (file: GoFile, callee: string, text: string, argument: number) => boolean,
): Evidence | undefined {
  for (const { path, file } of ownFiles(program)) {
    if (file === undefined || file.generated || isVendored(path)) continue;
    for (const { value, callee, argument, line } of file.strings) {
      if (callee === undefined || !fits(file, callee, value, argument)) continue;
      return { what: callee, argument: value, place: placeOf(path, program, line) };
    }
  }
  return undefined;
}

/** A call whatever its arguments; with `computed` only where none of them is a literal. */
function plainCall(
  program: GoProgram,
  packagePath: string,
  fits: (name: string) => boolean,
  computed = false,
): Evidence | undefined {
  for (const { path, file } of ownFiles(program)) {
    if (file === undefined || file.generated || !imports(file, packagePath)) continue;
    for (const { name, line } of file.calls) {
      if (!fits(name)) continue;
      if (computed && file.strings.some(text => text.callee === name && text.line === line)) continue;
      return { what: name, argument: undefined, place: placeOf(path, program, line) };
    }
  }
  return undefined;
}

/** As the project has it: relative to the module's root. */
function placeOf(path: string, program: GoProgram, line?: number): string {
  const root = program.output.module?.root ?? program.output.directory ?? '/';
  const name = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.replace(/^\//, '');
  return line === undefined ? name : `${name}:${line}`;
}
