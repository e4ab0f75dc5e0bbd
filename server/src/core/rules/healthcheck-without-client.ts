import { lacksProgram } from '../catalogue/absent-clients';
import type { Change } from '../edits/change';
import { unwrap } from '../effects/commands';
import { lineage, rootImage, type Stage } from '../model/build';
import { baseName as lastPart } from '../model/paths';
import { readScript } from '../shell/read-script';
import type { ShellCommand } from '../shell/script';
import { plainText } from '../syntax/logical-text';
import type { Span } from '../syntax/span';
import page from './healthcheck-without-client.md';
import { defineRule, type Subject } from './rule';
import { absentProgram, bodySpan, execText } from './shared/programs';
import { baseName, effectsOf, healthcheck, isClosed, rootStage } from './shared/stages';

export const healthcheckWithoutClient = defineRule({
  id: 'healthcheck-without-client',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) {
      const missing = missingClient(stage, subject);
      if (missing === undefined) continue;
      const fixes = probes(missing, stage);
      const advice =
        fixes.length > 0
          ? 'Let the runtime probe.'
          : 'Let the program probe itself, or leave the probe to whatever runs the container.';
      yield {
        span: missing.span,
        message: `\`${missing.client}\` is not in the image: ${baseName(stage)} does not have it and no instruction brings it. The container is reported unhealthy. ${advice}`,
        related: [{ span: rootStage(stage).imageSpan, message: 'The image starts from this one.' }],
        fixes,
      };
    }
  },
});

interface MissingClient {
  readonly client: 'curl' | 'wget';
  readonly span: Span;
  /** The command of the health check, behind its flags. */
  readonly body: Span;
  /** The one address it asks; undefined where there is none, or it is not known. */
  readonly address: string | undefined;
}

/** The HTTP client that the health check starts and the image surely lacks; undefined where it may be there. */
export function missingClient(stage: Stage, subject: Subject): MissingClient | undefined {
  const command = healthcheck(stage)?.instruction.nested;
  if (command === undefined) return undefined;
  const uses = clientUses(command, stage);
  const [first] = uses;
  // `wget … || curl …`: one of them is enough.
  if (first === undefined || !uses.every(({ client, name }) => lacks(client, name, stage, subject)))
    return undefined;
  const addresses = new Set(
    uses.flatMap(({ words }) => words.filter(word => /^(?:https?:\/\/|localhost)/.test(word))),
  );
  const [address, ...others] = addresses;
  const known = address !== undefined && others.length === 0 && !/[$'"\\]/.test(address);
  return {
    client: first.client,
    span: first.span,
    body: bodySpan(command),
    address: known ? address.replace(/^(?!https?:)/, 'http://') : undefined,
  };
}

interface ClientUse {
  readonly client: 'curl' | 'wget';
  readonly name: string;
  readonly span: Span;
  readonly words: readonly string[];
}

/** The clients that the command starts with; empty where another program does the probing, or nothing is certain. */
function clientUses(
  command: NonNullable<ReturnType<typeof healthcheck>>['instruction'],
  stage: Stage,
): ClientUse[] {
  const { exec } = command;
  const script = exec === undefined ? undefined : shellScript(exec.values);
  if (exec !== undefined && script === undefined) {
    const [name = '', ...words] = exec.values;
    const client = clientNamed(name);
    return client === undefined ? [] : [{ client, name, span: exec.spans[0] ?? command.span, words }];
  }
  const text =
    script === undefined ? command.body : plainText(script.text, { start: 0, end: script.text.length });
  const read = readScript(text, { cwd: stage.end.workdir, lookup: () => ({ kind: 'unknown' }) });
  if (!read.understood) return [];
  const uses: ClientUse[] = [];
  for (const item of read.commands) {
    const use = clientUse(item);
    if (use === 'idle') continue;
    // Another program may decide alone; one behind a client's `&&` or `|` does not run.
    if (use === undefined) return uses.length > 0 && !item.conditional ? uses : [];
    uses.push(script === undefined ? use : { ...use, span: exec?.spans[script.index] ?? command.span });
  }
  return uses;
}

function clientUse(command: ShellCommand): ClientUse | 'idle' | undefined {
  const offset = unwrap(command)?.offset;
  const word = offset === undefined ? undefined : command.words[offset];
  if (word === undefined) return 'idle';
  const name = word.value ?? '';
  if (/^(?:exit|false|true|kill|echo|:|set)$/.test(name)) return 'idle';
  const client = clientNamed(name);
  const words = command.words.slice((offset ?? 0) + 1).map(({ value, text }) => value ?? text);
  return client === undefined ? undefined : { client, name, span: word.span, words };
}

function clientNamed(name: string): 'curl' | 'wget' | undefined {
  const last = lastPart(name);
  return last === 'curl' || last === 'wget' ? last : undefined;
}

function shellScript(values: readonly string[]): { text: string; index: number } | undefined {
  if (!/^(?:\/usr)?(?:\/bin\/)?(?:ba|da|a)?sh$/.test(values[0] ?? '')) return undefined;
  const flag = values.findIndex((value, index) => index > 0 && /^-[a-z]*c$/.test(value));
  const text = values[flag + 1];
  return flag < 0 || text === undefined ? undefined : { text, index: flag + 1 };
}

function lacks(client: 'curl' | 'wget', name: string, stage: Stage, subject: Subject): boolean {
  if (isClosed(stage)) return absentProgram(name, stage, subject) !== undefined;
  const image = rootImage(stage);
  if (image === undefined || !lacksProgram(image, client)) return false;
  return lineage(stage).every(layer => {
    const effects = effectsOf(subject, layer);
    if (effects === undefined || effects.contents.unknownSince !== undefined) return false;
    const { contents, installs } = effects;
    return (
      installs.every(({ packages }) =>
        packages.every(known => known !== undefined && withoutClient.test(known)),
      ) &&
      ![...contents.entries.keys()].some(path => lastPart(path) === client || programFolder.test(path)) &&
      !contents.grafts.some(({ destination }) => destination === '/' || programFolder.test(destination))
    );
  });
}

/** Where PATH leads; what lands there may be, or start, anything. */
const programFolder = /^(?:\/usr(?:\/local)?|\/opt)?(?:\/s?bin)(?:\/|$)|^\/usr(?:\/local)?$|^\/nix(?:\/|$)/;

/** Packages that neither are a client nor depend on one. */
const withoutClient =
  /^(?:ca-certificates|tzdata|tini|dumb-init|gosu|su-exec|bash|netbase|libstdc\+\+6?|libgcc(?:-s1)?|gcompat|libc6-compat|libgdiplus|libpq5?|libssl[\d.]+(?:t64)?|icu-libs|icu-data-full|libicu\d+|krb5-libs|libgssapi-krb5-2|fontconfig|gcc|g\+\+|make|musl-dev|libffi-dev|libpq-dev|python3|procps|locales)$/;

/** The same question in the language of the image's runtime. */
function probes({ address, body }: MissingClient, stage: Stage): Change[] {
  const image = rootImage(stage);
  if (address === undefined || image === undefined) return [];
  const offer = (title: string, words: readonly string[]): Change => ({
    title,
    applicability: 'unsafe',
    edits: [{ span: body, text: execText(words) }],
    notes: [],
  });
  if (image.runtime === 'node') {
    const node = isClosed(stage) ? image.entrypoint[0] : 'node';
    if (node === undefined || !/(?:^|\/)node$/.test(node)) return [];
    const script = `fetch('${address}').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
    return [offer('Probe with Node.js', [node, '-e', script])];
  }
  if (image.runtime === 'python') {
    const python = isClosed(stage) ? image.entrypoint[0] : 'python3';
    if (python === undefined || !/(?:^|\/)python[\d.]*$/.test(python)) return [];
    return [
      offer('Probe with Python', [
        python,
        '-c',
        `import urllib.request; urllib.request.urlopen('${address}')`,
      ]),
    ];
  }
  if (image.distribution?.id === 'alpine' && !isClosed(stage))
    return [offer('Probe with wget', ['wget', '-q', '-O', '/dev/null', address])];
  return [];
}
