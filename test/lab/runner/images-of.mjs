/** Which base images a Dockerfile needs, told from its text, so that the lab can make them first. */

/**
 * The images that a Dockerfile starts or copies from, as far as its text and the defaults of its ARGs tell.
 * @param {string} text
 * @param {Record<string, string>} [buildArgs]
 */
export function imagesOf(text, buildArgs = {}) {
  /** @type {Map<string, string>} */ const values = new Map();
  const stages = new Set(['scratch']);
  /** @type {Set<string>} */ const images = new Set();
  const expand = (/** @type {string} */ word) =>
    word.replace(
      /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
      (_, braced, fallback, plain) => values.get(braced ?? plain) || fallback || '',
    );
  const unquoted = (/** @type {string} */ word) => word.replace(/^(["'])(.*)\1$/, '$2');
  let stageCount = 0;
  for (const line of text
    .replace(/^\s*#.*$/gm, '')
    .replace(/\\\r?\n/g, ' ')
    .split('\n')) {
    const arg = stageCount === 0 ? /^\s*ARG\s+(.*)$/i.exec(line) : undefined;
    for (const [, name = '', value] of arg?.[1]?.matchAll(/(\w+)(?:=("[^"]*"|'[^']*'|\S*))?/g) ?? []) {
      values.set(name, buildArgs[name] ?? expand(unquoted(value ?? '')));
    }
    const from = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
    if (from?.[1]) {
      const image = expand(unquoted(from[1]));
      if (!stages.has(image.toLowerCase())) images.add(image);
      stages.add(String(stageCount++));
      if (from[2]) stages.add(from[2].toLowerCase());
      continue;
    }
    for (const [, source = ''] of /^\s*(?:COPY|ADD|RUN)\s/i.test(line)
      ? line.matchAll(/\s--(?:mount=\S*?\b)?from=([^\s,]+)/g)
      : []) {
      if (!stages.has(source.toLowerCase()) && !source.includes('$')) images.add(source);
    }
  }
  return [...images];
}
