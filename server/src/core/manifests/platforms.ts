/** Settings of hosting platforms that start an image in their own way: Fly.io and Railway, in TOML or JSON. */
import { parse } from 'smol-toml';

/** Commands that the platform starts in the image, as they are written. */
export interface PlatformStarts {
  /** Instead of the image's CMD. */
  readonly commands: readonly string[];
  /** Before a new version is started, in a container of the same image. */
  readonly releases: readonly string[];
}

/** `fly.toml`: `[processes]` and `[deploy] release_command` (fly.io/docs, "App configuration"). */
export function readFly(text: string): PlatformStarts {
  const { processes, deploy } = tables(text);
  return {
    commands: isTable(processes) ? texts(Object.values(processes)) : [],
    releases: isTable(deploy) ? texts([deploy.release_command]) : [],
  };
}

/** `railway.json` and `railway.toml`: `deploy.startCommand`, `deploy.preDeployCommand` (docs.railway.com, "Config as code"). */
export function readRailway(text: string): PlatformStarts {
  const { deploy } = text.trimStart().startsWith('{') ? json(text) : tables(text);
  if (!isTable(deploy)) return { commands: [], releases: [] };
  const before = deploy.preDeployCommand;
  return {
    commands: texts([deploy.startCommand]),
    releases: texts(Array.isArray(before) ? before : [before]),
  };
}

type Table = { readonly [key: string]: unknown };

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(values: readonly unknown[]): string[] {
  return values.filter(value => typeof value === 'string').filter(value => value.trim() !== '');
}

function tables(text: string): Table {
  try {
    return parse(text);
  } catch {
    return {};
  }
}

function json(text: string): Table {
  try {
    const value: unknown = JSON.parse(text);
    return isTable(value) ? value : {};
  } catch {
    return {};
  }
}
