/** The `distill` section of the client's configuration, per resource, kept until it changes. */
import type { Connection } from 'vscode-languageserver';
import type { Settings, Severity, Target } from '../core/analysis';
import type { Features } from './features';

export interface DistillSettings {
  readonly enable: boolean;
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly convertTo: Target;
  readonly buildTargets: readonly string[];
  readonly imageMirrors: Readonly<Record<string, string>>;
  readonly allowedRegistries: readonly string[];
}

/** Equal to the defaults in package.json's `contributes.configuration`; a test keeps them so. */
export const defaults: DistillSettings = {
  enable: true,
  rules: {},
  convertTo: 'auto',
  buildTargets: [],
  imageMirrors: {},
  allowedRegistries: [],
};

export const targets = ['auto', 'distroless', 'chainguard', 'hardened', 'scratch', 'slim', 'alpine'] as const;
export const levels = ['error', 'warning', 'info', 'hint', 'off'] as const;

export interface SettingsStore {
  of(uri: string): Promise<DistillSettings>;
  /** Forgets what was asked; `pushed` is what a client sent that cannot be asked. */
  changed(pushed?: unknown): void;
  closed(uri: string): void;
}

export function settingsStore(connection: Connection, features: Features): SettingsStore {
  const asked = new Map<string, Promise<DistillSettings>>();
  let sent = parseSettings(features.settings);
  return {
    of(uri) {
      if (!features.configuration) return Promise.resolve(sent);
      const known = asked.get(uri);
      if (known !== undefined) return known;
      const answer = connection.workspace
        .getConfiguration({ scopeUri: uri, section: 'distill' })
        .then(parseSettings)
        .catch(error => {
          connection.console.warn(`The settings of ${uri} could not be read: ${error}`);
          asked.delete(uri);
          return defaults;
        });
      asked.set(uri, answer);
      return answer;
    },
    changed(pushed) {
      asked.clear();
      const section = isRecord(pushed) ? pushed.distill : undefined;
      if (section !== undefined) sent = parseSettings(section);
    },
    closed: uri => void asked.delete(uri),
  };
}

/** Takes what is well-formed and the default for the rest: a typing mistake must not stop the analysis. */
export function parseSettings(value: unknown): DistillSettings {
  if (!isRecord(value)) return defaults;
  const { enable, rules, convertTo, buildTargets, imageMirrors, allowedRegistries } = value;
  return {
    enable: typeof enable === 'boolean' ? enable : defaults.enable,
    rules: isRecord(rules) ? Object.fromEntries(Object.entries(rules).filter(isRuleLevel)) : defaults.rules,
    convertTo: targets.find(target => target === convertTo) ?? defaults.convertTo,
    buildTargets: strings(buildTargets) ?? defaults.buildTargets,
    imageMirrors: isRecord(imageMirrors)
      ? Object.fromEntries(Object.entries(imageMirrors).filter(isText))
      : defaults.imageMirrors,
    allowedRegistries: strings(allowedRegistries) ?? defaults.allowedRegistries,
  };
}

/** The settings of the core: the same without the switch, and with the date that it cannot know. */
export function coreSettings({ enable: _, ...rest }: DistillSettings, today: string): Settings {
  return { today, ...rest };
}

function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : undefined;
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}

function isRuleLevel(entry: [string, unknown]): entry is [string, Severity | 'off'] {
  return levels.some(level => level === entry[1]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
