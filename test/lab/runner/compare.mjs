/** Says in which way two things differ, in words. */

/** @typedef {import('./observe.mjs').Observation} Observation */
/**
 * @typedef {object} Expected
 * @property {number | 'running'} [exit]
 * @property {string | string[]} [stdout] The whole output; a text between slashes is a regular expression.
 * @property {(Partial<Extract<import('./probe.mjs').Answer, { status: number }>>)[]} [http] An answer for each request.
 * @property {string} [health]
 * @property {Record<string, string>} [files]
 */

/** @param {unknown} value */
const shown = value => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text.length > 600 ? `${text.slice(0, 600)}…` : text);
};

/** @param {string} expected @param {string} actual */
function matches(expected, actual) {
  const pattern = /^\/(.*)\/([ims]*)$/s.exec(expected);
  return pattern ? new RegExp(pattern[1] ?? '', pattern[2]).test(actual) : expected === actual;
}

/**
 * @param {Expected} expected
 * @param {Observation} actual
 * @returns {string[]} What is not as expected.
 */
export function differsFromExpected(expected, actual) {
  /** @type {string[]} */ const problems = [];
  const text = (/** @type {string} */ what, /** @type {string} */ wanted, /** @type {string} */ got) => {
    if (!matches(wanted, got)) problems.push(`${what}: expected ${shown(wanted)}, got ${shown(got)}`);
  };
  if (expected.exit !== undefined && expected.exit !== actual.exit) {
    problems.push(`exit: expected ${expected.exit}, got ${actual.exit}; stderr ${shown(actual.stderr)}`);
  }
  if (expected.stdout !== undefined) {
    text(
      'stdout',
      Array.isArray(expected.stdout) ? expected.stdout.map(line => `${line}\n`).join('') : expected.stdout,
      actual.stdout,
    );
  }
  if (expected.health !== undefined) text('health', expected.health, actual.health ?? 'none');
  for (const [index, wanted] of (expected.http ?? []).entries()) {
    const got = actual.http[index];
    if (!got || 'error' in got) {
      problems.push(`request ${index + 1}: ${got ? got.error : 'not asked'}; stderr ${shown(actual.stderr)}`);
      continue;
    }
    if (wanted.status !== undefined && wanted.status !== got.status)
      problems.push(`request ${index + 1}: status ${got.status}, expected ${wanted.status}`);
    for (const part of /** @type {const} */ (['body', 'type', 'location'])) {
      const value = wanted[part];
      if (value !== undefined) text(`request ${index + 1} ${part}`, value, got[part] ?? '');
    }
  }
  for (const [path, wanted] of Object.entries(expected.files ?? {}))
    text(path, wanted, actual.files[path] ?? '(missing)');
  return problems;
}

/** Output that differs from run to run in numbers only is the same output. @param {string} text */
const withoutNumbers = text =>
  text
    .replace(/0x[0-9a-f]+|\b[0-9a-f]{8,}\b/gi, '0')
    .replace(/\d+(\.\d+)?/g, '0')
    .replace(/\b0(ns|us|µs|ms|s|m|h)\b/g, '0')
    .split('\n')
    .map(line => line.trim())
    .sort()
    .join('\n');

/** What a smoke test lets a program say differently from run to run. @param {Observation} seen @returns {Observation} */
function loosely(seen) {
  return {
    ...seen,
    stdout: withoutNumbers(seen.stdout),
    http: seen.http.map(answer =>
      'error' in answer ? answer : { ...answer, body: withoutNumbers(answer.body) },
    ),
  };
}

/**
 * @param {Observation} original
 * @param {Observation} conversion
 * @param {{ smoke?: boolean }} [options]
 * @returns {string[]} What the conversion does otherwise.
 */
export function differences(original, conversion, options = {}) {
  const [before, after] = options.smoke ? [loosely(original), loosely(conversion)] : [original, conversion];
  /** @type {string[]} */ const problems = [];
  for (const part of /** @type {const} */ ([
    'exit',
    'listens',
    'stdout',
    'http',
    'health',
    'files',
    'written',
  ])) {
    if (JSON.stringify(before[part]) === JSON.stringify(after[part])) continue;
    const said = part === 'exit' ? `; stderr ${shown(original.stderr)} and ${shown(conversion.stderr)}` : '';
    problems.push(
      `${part}: original ${shown(original[part] ?? null)}, conversion ${shown(conversion[part] ?? null)}${said}`,
    );
  }
  return problems;
}
