/** What the package manager of the distribution installs in a stage, and takes away again: apt and apk. */

import { readRun } from '../../effects/run';
import type { StageEffects } from '../../effects/stage-effects';
import { variable } from '../../model/environment';
import type { ShellCommand, ShellWord } from '../../shell/script';
import type { Span } from '../../syntax/span';

export interface SystemPackage {
  readonly name: string;
  /** As it is written, with a version behind it: `libpq5=15.*`. */
  readonly text: string;
  /** A build argument says its name or version: who builds may give another. */
  readonly byArgument: boolean;
  /** It is taken away again, by its name or with its group. */
  readonly removed: boolean;
  readonly span: Span;
}

export interface SystemPackages {
  readonly packages: readonly SystemPackage[];
  /** A word that cannot be known is among them. */
  readonly unclear: readonly Span[];
  /** Every `apt-get install` says `--no-install-recommends`. */
  readonly withoutRecommends: boolean;
  /** Packages come from elsewhere than the distribution's own archive as the base image knows it. */
  readonly otherSources: readonly Span[];
  /** The program that installs them. */
  readonly manager: 'apt' | 'apk';
  /** `DEBIAN_FRONTEND` is set for the installs. */
  readonly quiet: boolean;
}

/** All packages of the stages, oldest first; a name occurs once. */
export function systemPackages(chain: readonly StageEffects[]): SystemPackages {
  const found = new Map<string, SystemPackage & { readonly group: string | undefined }>();
  const unclear: Span[] = [];
  const otherSources: Span[] = [];
  let withoutRecommends = true;
  let quiet = false;
  let manager: SystemPackages['manager'] = 'apt';
  for (const { stage } of [...chain].reverse()) {
    for (const step of stage.steps) {
      const { instruction } = step;
      if (/\bDEBIAN_FRONTEND\b/.test(instruction.body.text)) quiet = true;
      if (instruction.keyword !== 'RUN') {
        if (/^(?:COPY|ADD)$/.test(instruction.keyword) && sourceFolders.test(instruction.body.text))
          otherSources.push(instruction.span);
        continue;
      }
      if (sourceChange.test(instruction.body.text)) otherSources.push(instruction.span);
      for (const command of readRun(step)?.commands ?? []) {
        const call = callOf(command);
        if (call === undefined) continue;
        if (call.kind === 'remove') {
          for (const word of call.names) remove(found, word.value);
          continue;
        }
        manager = call.manager;
        if (call.elsewhere) otherSources.push(command.span);
        if (call.manager === 'apt' && !call.withoutRecommends) withoutRecommends = false;
        for (const word of call.names) {
          const texts = word.value?.split(/\s+/).filter(text => text !== '');
          if (texts === undefined) unclear.push(word.span);
          const byArgument = word.variables.some(
            variableName => variable(step.state.environment, variableName)?.origin === 'arg',
          );
          for (const text of texts ?? []) {
            if (/\.(?:deb|apk)$|^[./]/.test(text)) otherSources.push(command.span);
            const name = bareName(text);
            found.set(name, {
              ...{ name, text, byArgument, removed: false },
              ...{ group: call.group, span: command.span },
            });
          }
        }
      }
    }
  }
  return { packages: [...found.values()], unclear, withoutRecommends, otherSources, manager, quiet };
}

interface Call {
  readonly kind: 'install' | 'remove';
  readonly manager: 'apt' | 'apk';
  readonly names: readonly ShellWord[];
  readonly group: string | undefined;
  readonly withoutRecommends: boolean;
  readonly elsewhere: boolean;
}

function callOf({ words }: ShellCommand): Call | undefined {
  const start = words[0]?.value === 'sudo' ? 1 : 0;
  const program = words[start]?.value?.replace(/^.*\//, '');
  const manager = program === 'apk' ? 'apk' : /^(?:apt|apt-get|aptitude)$/.test(program ?? '') ? 'apt' : null;
  if (manager === null) return undefined;
  const rest = words.slice(start + 1);
  const verb = rest.findIndex(word => /^(?:install|add|remove|purge|autoremove|del)$/.test(word.value ?? ''));
  const kind = /^(?:install|add)$/.test(rest[verb]?.value ?? '') ? 'install' : 'remove';
  if (verb < 0) return undefined;
  const names: ShellWord[] = [];
  let group: string | undefined;
  let withoutRecommends = false;
  let elsewhere = false;
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index];
    const value = word?.value ?? '';
    if (word === undefined || index === verb) continue;
    if (/^(?:-t|--virtual)$/.test(value) && manager === 'apk') group = rest[++index]?.value;
    else if (/^--virtual=/.test(value)) group = value.slice('--virtual='.length);
    else if (/^(?:-t|--target-release|-X|--repository|--default-release|--root|-p)$/.test(value)) {
      elsewhere = true;
      index++;
    } else if (/^(?:-o|-c)$/.test(value)) {
      if (/Install-Recommends=(?:0|false)/.test(rest[++index]?.value ?? '')) withoutRecommends = true;
    } else if (/^--(?:target-release|repository|default-release|root)=/.test(value)) elsewhere = true;
    else if (/^--no-install-recommends$|Install-Recommends=(?:0|false)/.test(value)) withoutRecommends = true;
    else if (!value.startsWith('-') && index > verb) names.push(word);
  }
  return { kind, manager, names, group, withoutRecommends, elsewhere };
}

function remove(
  found: Map<string, SystemPackage & { readonly group: string | undefined }>,
  word: string | undefined,
): void {
  for (const [name, item] of found)
    if (word !== undefined && (word.split(/\s+/).includes(name) || item.group === word))
      found.set(name, { ...item, removed: true });
}

/** `curl=7.88.1-10`, `gcc~=13`, `libc6:amd64`, `go@edge` without their qualifiers. */
function bareName(text: string): string {
  return text
    .replace(/[=<>~@].*$/, '')
    .replace(/:(?:amd64|arm64|i386|armhf|any|native)$/, '')
    .replace(/\/.*$/, '');
}

const sourceFolders =
  /\/etc\/apt\/|\/etc\/apk\/(?:repositories|keys)|\/usr\/share\/keyrings|\/etc\/apt(?:\s|$)/;

const sourceChange = new RegExp(
  `${sourceFolders.source}|\\bapt-key\\b|\\badd-apt-repository\\b|\\bdpkg\\s+(?:-i|--install|--add-architecture)\\b`,
);
