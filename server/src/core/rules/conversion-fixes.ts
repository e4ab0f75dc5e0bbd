/** The findings that a conversion answers get it as their fix. */
import { convertSubject } from '../conversions/convert';
import type { Change } from '../edits/change';
import type { Finding } from '../finding';
import type { Subject } from '../subject';
import { report } from './report';

const answered: Readonly<Record<string, string>> = {
  'toolchain-in-final-image': 'Split into build and runtime stages',
  'source-in-final-image': 'Split into build and runtime stages',
  'oversized-runtime-base': 'Swap the runtime base',
};

/** Adds the conversion to the findings it answers; computed once, and only if there is such a finding. */
export function withConversions(findings: readonly Finding[], subject: Subject): Finding[] {
  if (!findings.some(finding => Object.hasOwn(answered, finding.rule))) return [...findings];
  const conversion = convertSubject(subject, {}, report);
  if (conversion.outcome !== 'converted') return [...findings];
  return findings.map(finding => {
    const title = Object.hasOwn(answered, finding.rule) ? answered[finding.rule] : undefined;
    if (title === undefined) return finding;
    const change: Change = {
      title,
      applicability: 'unsafe',
      edits: conversion.edits,
      notes: conversion.notes,
      conversion: true,
    };
    return { ...finding, fixes: [change, ...finding.fixes] };
  });
}
