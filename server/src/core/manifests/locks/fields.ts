/** What the readers of lock files share: values of unknown type, taken for what they are. */

/** The object itself; undefined for anything else, lists included. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** A list of texts; one text is a list of one. */
export function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/** The names in objects like `dependencies`; several are put together. */
export function names(...values: readonly unknown[]): readonly string[] {
  return values.flatMap(value => Object.keys(record(value) ?? {}));
}

/** JSON, or undefined where it is broken. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
