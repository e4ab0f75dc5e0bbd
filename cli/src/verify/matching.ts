/** How an expectation writes text: literally, or as a regular expression between slashes. */

/** Undefined where there are slashes with no valid regular expression between them. */
export function matcherOf(expected: string): ((text: string) => boolean) | undefined {
  const [, source, flags] = /^\/(.*)\/([ims]*)$/s.exec(expected) ?? [];
  if (source === undefined) return text => text === expected;
  try {
    const pattern = new RegExp(source, flags);
    return text => pattern.test(text);
  } catch {
    return undefined;
  }
}

/** Whether a text is what is expected; the lines of a list each end with a line feed. */
export function matches(expected: string | readonly string[], text: string): boolean {
  if (typeof expected !== 'string') return expected.map(line => `${line}\n`).join('') === text;
  return matcherOf(expected)?.(text) === true;
}
