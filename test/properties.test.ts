/** What holds for every text: no throw, edits that apply, fixes that converge, line endings that do not matter. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  analyse,
  applyEdits,
  type BuildContext,
  changesAt,
  convert,
  defaultSettings,
  type Edit,
  hover,
  refactorings,
  unknownContext,
} from '../server/src/core/analysis';

const settings = defaultSettings('2026-11-20');

const goContext: BuildContext = {
  completeness: 'known',
  dockerfile: 'Dockerfile',
  entries: new Map(
    ['go.mod', 'main.go', 'static/a.css', 'run.sh'].map(path => [
      path,
      { kind: 'file', size: 1, executable: false },
    ]),
  ),
  texts: new Map([
    ['go.mod', 'module example.com/app\n\ngo 1.24\n'],
    ['main.go', 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("static/a.css") }\n'],
    ['run.sh', '#!/bin/sh\nexec "$@"\n'],
  ]),
};

/** Pieces of real files, whole and broken, in any order. */
const lines = [
  'FROM golang:1.24',
  'FROM golang:1.24-alpine AS build',
  'FROM alpine',
  'FROM scratch',
  'FROM gcr.io/distroless/static',
  'FROM build',
  'FROM ${BASE:-debian} AS Build',
  'FROM',
  'ARG BASE=golang',
  'ARG',
  'ENV A=1 B="x y"',
  'ENV PATH $PATH:/x',
  'WORKDIR /app',
  'WORKDIR sub',
  'WORKDIR $NOPE',
  'COPY . .',
  'COPY --from=build /app/app /app',
  'COPY --from=0 --chown=app /x /y/',
  'COPY static/ /srv',
  'COPY <<EOF /etc/x',
  'EOF',
  'RUN go build -o app .',
  'RUN CGO_ENABLED=0 go build -o /app ./...',
  'RUN apk add --no-cache git && \\',
  '    rm -rf /var/cache',
  '# a comment',
  '# hadolint ignore=DL3006',
  '# distill ignore=untagged-base-image',
  'RUN ["sh", "-c", "x"]',
  "CMD ['./app']",
  'CMD ["./app"]',
  'CMD ./app $X',
  'ENTRYPOINT ["/app/run.sh"]',
  'ENTRYPOINT ./app',
  'USER nobody',
  'USER root',
  'EXPOSE 80',
  'VOLUME /data',
  'HEALTHCHECK CMD curl x',
  'ONBUILD RUN x',
  'RUN <<EOF',
  'LABEL a=b',
  'NONSENSE x',
  '',
  '\\',
  'RUN if [ -f x ]; then cd /y; else (cd z && cp a b); fi; for i in a b; do ln -s $i /q; done',
];

const dockerfile = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...lines) },
      { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
    ),
    { maxLength: 14 },
  )
  .map(parts => parts.join('\n'));

const text = fc.oneof(
  { weight: 4, arbitrary: dockerfile },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);

describe('for every text', () => {
  it('analysing, converting and hovering never throw, and places lie within', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(goContext, unknownContext), (source, context) => {
        for (const finding of analyse(source, context, settings).findings) {
          expect(finding.span.start).toBeLessThanOrEqual(finding.span.end);
          expect(finding.span.end).toBeLessThanOrEqual(source.length);
          for (const fix of finding.fixes) expectApplicable(source, fix.edits);
        }
        convert(source, context, settings, {});
        convert(source, context, settings, { to: 'scratch' });
        refactorings(source, context, settings, { start: 0, end: source.length });
        for (const at of [0, Math.floor(source.length / 2), source.length])
          for (const { edits } of changesAt(source, context, settings, { start: at, end: at }))
            expectApplicable(source, edits);
        hover(source, context, settings, Math.floor(source.length / 2));
      }),
      { numRuns: 400 },
    );
  });

  it('a conversion has no errors, keeps the program and is unchanged the second time', () => {
    fc.assert(
      fc.property(dockerfile, source => {
        const result = convert(source, goContext, settings, {});
        if (result.outcome !== 'converted') return;
        expectApplicable(source, result.edits);
        const again = convert(result.dockerfile, goContext, settings, {});
        expect(again.outcome).toBe('unchanged');
      }),
      { numRuns: 400 },
    );
  });

  it('safe fixes converge and leave no new errors', () => {
    fc.assert(
      fc.property(dockerfile, source => {
        const errors = (content: string) =>
          analyse(content, goContext, settings).findings.filter(finding => finding.severity === 'error')
            .length;
        const before = errors(source);
        let current = source;
        for (let round = 0; round < 12; round++) {
          const fix = analyse(current, goContext, settings)
            .findings.flatMap(finding => finding.fixes)
            .find(change => change.applicability === 'safe');
          if (fix === undefined) {
            expect(errors(current)).toBeLessThanOrEqual(before);
            return;
          }
          const next = applyEdits(current, fix.edits);
          expect(next).not.toBe(current);
          current = next;
        }
        throw new Error(`fixes do not converge:\n${source}`);
      }),
      { numRuns: 200 },
    );
  });

  it('line endings make no difference', () => {
    fc.assert(
      fc.property(dockerfile, source => {
        // A lone carriage return is no line's end to Docker.
        const plain = source.replace(/\r/g, '');
        const rules = (content: string) =>
          analyse(content, goContext, settings).findings.map(finding => finding.rule);
        expect(rules(plain.replace(/\n/g, '\r\n'))).toEqual(rules(plain));
      }),
      { numRuns: 200 },
    );
  });
});

function expectApplicable(source: string, edits: readonly Edit[]): void {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  for (const [index, edit] of ordered.entries()) {
    expect(edit.span.start).toBeLessThanOrEqual(edit.span.end);
    expect(edit.span.end).toBeLessThanOrEqual(source.length);
    const next = ordered[index + 1];
    if (next !== undefined) expect(edit.span.end, 'edits overlap').toBeLessThanOrEqual(next.span.start);
  }
}
