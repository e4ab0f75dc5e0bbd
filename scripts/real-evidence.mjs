/**
 * Writes docs/evidence/real-builds.jsonl from the results of `scripts/real-builds.mjs`, and the section of
 * docs/evidence.md about them. Of a Dockerfile that was tried more than once, the last result counts. With
 * `--subject compiled` it is the file and the section of Java, Rust, C, C++, static sites and multi-stage files.
 *
 *     node scripts/real-evidence.mjs RESULTS.jsonl… [--environment TABLE.json] [--subject scripted|compiled]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { subjects, withRealBuilds } from '../test/lab/runner/real-builds-section.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { environment: { type: 'string' }, subject: { type: 'string', default: 'scripted' } },
});
const at = (/** @type {string} */ path) => new URL(`../docs/${path}`, import.meta.url);

const subject = options.subject === 'compiled' ? subjects.compiled : subjects.scripted;

/** @typedef {import('../test/lab/runner/real-builds-section.mjs').Row} Row */

/** What a reader adds about a difference. @type {Record<string, { note?: string }>} */
const notes = options.environment === undefined ? {} : JSON.parse(readFileSync(options.environment, 'utf8'));

/** What programs say that have started and found nobody at the other end. */
const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|getaddrinfo|name resolution|NameResolution|Failed to resolve|Connection refused|could not translate host name|Cannot connect to host|ServerSelectionTimeout|buffering timed out|dns error/i;

/** What those say that have not. */
const incomplete = /ModuleNotFoundError|ImportError|Cannot find module|ENOENT/;

/** What became of an original. @param {any} variant @returns {string} */
function fateOf(variant) {
  if (!variant?.built) return 'not built';
  if (variant.exit === 'running')
    return variant.http?.some((/** @type {string} */ answer) => / \d+$/.test(answer)) ? 'answers' : 'runs';
  if (variant.exit === 0) return 'ends';
  const said = variant.said ?? '';
  return unreachable.test(said) && !incomplete.test(said) ? 'calls out' : 'stops';
}

/** Whether the watch ended before a program of Spring Boot had started: nothing is proven then. @param {any} variant */
const isStillStarting = variant =>
  variant?.exit === 'running' &&
  variant.listens?.length === 0 &&
  /Spring Boot|^Picked up JAVA_TOOL_OPTIONS|\[ *main\]/m.test(variant.said ?? '') &&
  !/Started \S+ in [\d.]+ seconds/.test(variant.said ?? '');

/** Why the lab could not build an original, or what its own program or package manager said. @param {any} original */
function whyNotBuilt({ message = '', log = [] }) {
  const told = log
    .map((/** @type {string} */ line) => line.replace(/^(?:#\d+ )?\d+\.\d+ /, '').trim())
    .filter((/** @type {string} */ line) =>
      /\b(?:error|ERR!|ERESOLVE|E404|not found|No matching|could not|cannot|failed)\b/i.test(line),
    )
    .filter(
      (/** @type {string} */ line) =>
        !/complete log of this run|^ERROR: (?:process|failed to solve)/.test(line),
    );
  return `${message.replace(/^process "\/bin\/sh -c (.*)" did not complete.*/s, '`$1` fails').slice(0, 120)}${told.length ? `: ${told[0].slice(0, 160)}` : ''}`;
}

/** @param {any} result @returns {Row} */
function rowOf(result) {
  const { repository, commit, path, context, how, imitated, outcome, target, original, conversion } = result;
  const head = { repository, commit, path, context };
  if (result.verdict === 'left out') {
    const why = `${result.why || 'It took too long here.'}`.split('\n')[0]?.slice(0, 300) ?? '';
    return { ...head, original: 'left out', verdict: 'left out', why: why.replace(/(?<=\s)\/\S+/g, '…') };
  }
  if (original?.log?.some((/** @type {string} */ line) => /imitation of Alpine has no packages/.test(line))) {
    const why = 'needs packages of Alpine, which cannot be had here';
    return { ...head, original: 'left out', verdict: 'left out', why };
  }
  if (isStillStarting(original) || isStillStarting(conversion)) {
    const why = 'Its start had not ended when the watch did, on a busy machine.';
    return { ...head, original: 'left out', verdict: 'left out', why };
  }
  if (/^The build did not end within /.test(original?.message ?? '')) {
    return { ...head, original: 'left out', verdict: 'left out', why: original.message };
  }
  const fate = fateOf(original);
  const given = [
    ...Object.keys(how?.env ?? {}),
    ...(how?.services ? [`services as ${how.services.hosts.join(', ')}`] : []),
    ...(how?.args ? [`arguments ${how.args.join(' ')}`] : []),
  ];
  const alike =
    result.verdict === 'unproven' &&
    outcome === 'converted' &&
    (fate === 'stops' || fate === 'calls out') &&
    conversion?.exit === original.exit;
  const verdict = alike ? 'stop alike' : fate === 'not built' ? 'original broken' : result.verdict;
  const said = (original?.said ?? '').split('\n').filter((/** @type {string} */ line) => /\w/.test(line));
  const why = {
    'original broken': () => whyNotBuilt(original ?? {}),
    'stop alike': () =>
      said.findLast((/** @type {string} */ line) => /Error\b.*\S/.test(line)) ??
      said.findLast((/** @type {string} */ line) => /error|cannot|not |E[A-Z]{4,}/i.test(line)) ??
      said.at(-1),
    declined: () => result.reasons?.join(' '),
    different: () =>
      [result.problems?.join(' '), notes[`${repository} ${path}`]?.note].filter(Boolean).join(' '),
    unproven: () =>
      [
        ...(outcome === 'converted' ? (result.problems ?? []) : (result.reasons ?? [])),
        ...[notes[`${repository} ${path}`]?.note ?? []].flat(),
      ].join(' '),
  };
  const reason = /** @type {Record<string, () => string | undefined>} */ (why)[verdict]?.();
  return {
    ...head,
    ...(imitated ? { imitated } : {}),
    ...(result.standIns ? { standIns: result.standIns } : {}),
    ...(result.prepared ? { prepared: result.prepared } : {}),
    ...(given.length > 0 ? { given } : {}),
    original: fate,
    outcome,
    ...(target ? { target } : {}),
    verdict,
    ...(original?.bytes ? { before: original.bytes } : {}),
    ...(conversion?.bytes ? { after: conversion.bytes } : {}),
    ...(reason
      ? {
          why: reason
            .replace(/https?:\/\/(?!localhost)[^\s'"`)]+/g, 'URL')
            .replace(/\s+/g, ' ')
            .trim()
            .slice(0, 400),
        }
      : {}),
  };
}

/** @type {Map<string, Row>} */ const rows = new Map();
for (const file of positionals) {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const row = rowOf(JSON.parse(line));
    rows.set(`${row.repository} ${row.path}`, row);
  }
}
const sorted = [...rows.values()].sort((a, b) =>
  `${a.repository} ${a.path}`.localeCompare(`${b.repository} ${b.path}`, 'en'),
);
writeFileSync(at(subject.rows), sorted.map(row => `${JSON.stringify(row)}\n`).join(''));
if (options.environment !== undefined) {
  const table = JSON.parse(readFileSync(options.environment, 'utf8'));
  writeFileSync(at(subject.environment), `${JSON.stringify(table, undefined, 2)}\n`);
}
const document = at('evidence.md');
writeFileSync(document, withRealBuilds(readFileSync(document, 'utf8'), sorted, subject));
console.log(`${sorted.length} rows`);
