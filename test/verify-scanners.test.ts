/** The scanners that `verify` uses where they are installed: command lines, and reports in their published forms. */
import { describe, expect, test } from 'vitest';
import type { EngineName } from '../cli/src/verify/engines/engine';
import { findScanner, type RunProgram, type ScannerChoice } from '../cli/src/verify/scanners/scanner';

interface Answer {
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly throws?: string;
  readonly timedOut?: true;
}

/** Answers by the beginning of the command line; any other program is not installed. */
function machine(answers: Readonly<Record<string, Answer>>) {
  const calls: string[][] = [];
  const run: RunProgram = async (program, args) => {
    calls.push([program, ...args]);
    const line = [program, ...args].join(' ');
    const answer = Object.entries(answers).find(([start]) => line.startsWith(start))?.[1];
    if (answer === undefined) throw new Error(`spawn ${program} ENOENT`);
    if (answer.throws !== undefined) throw new Error(answer.throws);
    return { code: 0, stdout: '', stderr: '', timedOut: false, ...answer };
  };
  return { run, calls };
}

const versions = {
  'trivy --version': {
    stdout: 'Version: 0.59.1\nVulnerability DB:\n  Version: 2\n  UpdatedAt: 2025-02-03 06:15:24 +0000 UTC\n',
  },
  'grype version': {
    stdout:
      'Application:         grype\nVersion:             0.104.1\nBuildDate:           2025-12-03T20:48:24Z\nSyft Version:        v1.38.0\n',
  },
  'docker scout version': {
    stdout:
      '      ⢀⢀⢀             ⣀⣀⡤⣔⢖⣖⢽⢝\n\nversion: v1.15.0 (go1.22.5 - linux/amd64)\ngit commit: 0a4b3\n',
  },
};

const signal = new AbortController().signal;
const limits = { signal, timeoutMs: 1000 };

async function scan(
  choice: ScannerChoice,
  answers: Readonly<Record<string, Answer>>,
  engine: EngineName = 'docker',
) {
  const { run, calls } = machine({ ...versions, ...answers });
  const scanner = await findScanner(choice, engine, run, signal);
  return { result: await scanner?.scan('distill-verify:x', limits), call: calls.at(-1) };
}

describe('a scanner', () => {
  const installed: readonly [ScannerChoice, EngineName, readonly string[], string | undefined][] = [
    ['auto', 'docker', ['trivy', 'grype', 'docker'], 'trivy 0.59.1'],
    ['auto', 'docker', ['grype', 'docker'], 'grype 0.104.1'],
    ['auto', 'docker', ['docker'], 'scout 1.15.0'],
    ['auto', 'docker', [], undefined],
    ['auto', 'podman', ['docker'], undefined],
    ['auto', 'podman', ['grype'], 'grype 0.104.1'],
    ['auto', 'buildah', ['trivy', 'grype', 'docker'], undefined],
    ['never', 'docker', ['trivy'], undefined],
    ['grype', 'docker', ['trivy', 'grype'], 'grype 0.104.1'],
  ];
  test.each(installed)('%s with %s, of %j', async (choice, engine, programs, expected) => {
    const answers = Object.entries(versions).filter(([line]) => programs.some(name => line.startsWith(name)));
    const found = await findScanner(choice, engine, machine(Object.fromEntries(answers)).run, signal);
    expect(found && `${found.name} ${found.version}`).toBe(expected);
  });

  test('that is named must be there', async () => {
    const nobody = machine({ 'docker scout version': { code: 1, stderr: 'unknown command: docker scout' } });
    await expect(findScanner('trivy', 'docker', nobody.run, signal)).rejects.toThrow(
      'Trivy is not installed: `trivy --version` does not answer with a version. Install it, or leave out --scan.',
    );
    await expect(findScanner('scout', 'docker', nobody.run, signal)).rejects.toThrow(
      /^Docker Scout is not installed: `docker scout version`/,
    );
    await expect(findScanner('trivy', 'buildah', machine(versions).run, signal)).rejects.toThrow(
      'Trivy cannot read images of buildah; choose another --builder, or --scan never.',
    );
  });

  test('that is not wanted is not looked for', async () => {
    const { run, calls } = machine(versions);
    await findScanner('never', 'docker', run, signal);
    expect(calls).toEqual([]);
  });
});

const trivyReport = {
  SchemaVersion: 2,
  ArtifactName: 'distill-verify:x',
  ArtifactType: 'container_image',
  Results: [
    {
      Target: 'distill-verify:x (debian 13.1)',
      Class: 'os-pkgs',
      Type: 'debian',
      Vulnerabilities: [
        { VulnerabilityID: 'CVE-2011-3374', PkgName: 'apt', InstalledVersion: '3.0.3', Severity: 'LOW' },
        {
          VulnerabilityID: 'CVE-2011-3374',
          PkgName: 'libapt-pkg7.0',
          InstalledVersion: '3.0.3',
          Severity: 'LOW',
        },
        { VulnerabilityID: 'CVE-2025-0001', PkgName: 'libc6', Severity: 'MEDIUM' },
        { VulnerabilityID: 'CVE-2025-0002', PkgName: 'libc6', Severity: 'UNKNOWN' },
      ],
    },
    {
      Target: 'app',
      Class: 'lang-pkgs',
      Type: 'gobinary',
      Vulnerabilities: [
        { VulnerabilityID: 'CVE-2025-0001', PkgName: 'stdlib', Severity: 'HIGH' },
        {
          VulnerabilityID: 'CVE-2024-34156',
          PkgName: 'stdlib',
          Severity: 'CRITICAL',
          FixedVersion: '1.22.7',
        },
      ],
    },
    { Target: 'Node.js', Class: 'lang-pkgs', Type: 'node-pkg' },
    { Target: 'old', Vulnerabilities: null },
  ],
};

const grypeReport = {
  matches: [
    ['CVE-2004-0971', 'Negligible'],
    ['CVE-2004-0971', 'Negligible'],
    ['CVE-2024-1', 'Low'],
    ['GHSA-c2qf-rxjj-qqgw', 'High'],
    ['CVE-2024-2', 'Unknown'],
  ].map(([id, severity]) => ({
    vulnerability: {
      id,
      severity,
      namespace: 'debian:distro:debian:13',
      fix: { versions: [], state: 'unknown' },
    },
    relatedVulnerabilities: [],
    matchDetails: [{ type: 'exact-direct-match', matcher: 'dpkg-matcher' }],
    artifact: { name: 'x', version: '1', type: 'deb' },
  })),
  source: { type: 'image', target: { userInput: 'docker:distill-verify:x' } },
  descriptor: { name: 'grype', version: '0.104.1' },
};

const scoutReport = (rules: readonly object[]) => ({
  version: '2.1.0',
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  runs: [{ tool: { driver: { name: 'docker scout', fullName: 'Docker Scout', rules } }, results: [] }],
});
const scoutRules = [
  {
    id: 'CVE-1',
    properties: { cvssV3_severity: 'CRITICAL', 'security-severity': '9.8', tags: ['CRITICAL'] },
  },
  { id: 'CVE-2', properties: { cvssV3_severity: 'LOW', purls: ['pkg:deb/debian/glibc@2.41'] } },
  { id: 'CVE-3', properties: { cvssV3_severity: 'UNSPECIFIED', 'security-severity': '7.5' } },
  { id: 'CVE-4', properties: { cvssV3_severity: 'UNSPECIFIED', 'security-severity': '0.0' } },
  { id: 'CVE-5' },
];

describe('what it found', () => {
  test('Trivy: each identifier once, with its worst severity', async () => {
    expect(await scan('trivy', { 'trivy image': { stdout: JSON.stringify(trivyReport) } })).toEqual({
      call: 'trivy image --format json --quiet --scans vuln --image-src docker distill-verify:x'.split(' '),
      result: {
        counts: { critical: 1, high: 1, medium: 0, low: 1, unknown: 1 },
        ids: ['CVE-2011-3374', 'CVE-2024-34156', 'CVE-2025-0001', 'CVE-2025-0002'],
      },
    });
  });

  test('Trivy: nothing, with Podman', async () => {
    const stdout = JSON.stringify({ SchemaVersion: 2, ArtifactName: 'x' });
    expect(await scan('auto', { 'trivy image': { stdout } }, 'podman')).toEqual({
      call: 'trivy image --format json --quiet --scans vuln --image-src podman distill-verify:x'.split(' '),
      result: { counts: { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 }, ids: [] },
    });
  });

  test('Grype, which a configuration lets fail for what it found', async () => {
    const answer = {
      code: 2,
      stdout: JSON.stringify(grypeReport),
      stderr: 'discovered vulnerabilities at or above',
    };
    expect(await scan('grype', { 'grype docker:': answer })).toEqual({
      call: ['grype', 'docker:distill-verify:x', '-o', 'json', '--quiet'],
      result: {
        counts: { critical: 0, high: 1, medium: 0, low: 2, unknown: 1 },
        ids: ['CVE-2004-0971', 'CVE-2024-1', 'CVE-2024-2', 'GHSA-c2qf-rxjj-qqgw'],
      },
    });
  });

  test('Docker Scout, with the advice that old versions print after the report', async () => {
    const stdout = `${JSON.stringify(scoutReport(scoutRules), null, 2)}\n\nWhat's Next?\n  View base image update\n`;
    expect(await scan('scout', { 'docker scout cves': { stdout } })).toEqual({
      call: ['docker', 'scout', 'cves', '--format', 'sarif', 'local://distill-verify:x'],
      result: {
        counts: { critical: 1, high: 1, medium: 0, low: 1, unknown: 2 },
        ids: ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4', 'CVE-5'],
      },
    });
  });

  test('Docker Scout, nothing', async () => {
    const { result } = await scan('scout', {
      'docker scout cves': { stdout: JSON.stringify(scoutReport([])) },
    });
    expect(result).toMatchObject({ ids: [] });
  });
});

describe('a scanner that fails leaves a note', () => {
  const failures: readonly [ScannerChoice, string, Answer, string][] = [
    [
      'trivy',
      'trivy image',
      {
        code: 1,
        stderr: '2025-02-03T10:00:00Z\tFATAL\tinit error: DB error: failed to download vulnerability DB\n',
      },
      'Trivy could not scan distill-verify:x: 2025-02-03T10:00:00Z\tFATAL\tinit error: DB error: failed to download vulnerability DB',
    ],
    [
      'trivy',
      'trivy image',
      { code: 1 },
      'Trivy could not scan distill-verify:x: exit code 1, and no report.',
    ],
    [
      'trivy',
      'trivy image',
      { stdout: '{"Results": []}' },
      'Trivy could not scan distill-verify:x: exit code 0, and a report of another form than known.',
    ],
    [
      'grype',
      'grype docker:',
      { stdout: '{"matches": [{"vulnerability": {"severity": 3}}]}' },
      'Grype could not scan distill-verify:x: exit code 0, and a report of another form than known.',
    ],
    [
      'scout',
      'docker scout cves',
      { stdout: '{"runs": []}' },
      'Docker Scout could not scan distill-verify:x: exit code 0, and a report of another form than known.',
    ],
    [
      'grype',
      'grype docker:',
      { stdout: 'not json' },
      'Grype could not scan distill-verify:x: exit code 0, and a report that is no JSON.',
    ],
    [
      'grype',
      'grype docker:',
      { throws: 'grype: permission denied.' },
      'Grype could not scan distill-verify:x: grype: permission denied.',
    ],
    [
      'grype',
      'grype docker:',
      { code: 143, timedOut: true, stdout: JSON.stringify(grypeReport) },
      'Grype could not scan distill-verify:x: it took longer than 1 s.',
    ],
  ];
  test.each(failures)('%s: %s %j', async (choice, line, answer, note) => {
    expect((await scan(choice, { [line]: answer })).result).toEqual({ note });
  });

  test('but not one that the user has ended', async () => {
    const stop = new AbortController();
    const run: RunProgram = async (program, args) => {
      if (args[0] === '--version')
        return { code: 0, ...versions['trivy --version'], stderr: '', timedOut: false };
      stop.abort();
      throw new Error(`${program} was stopped`);
    };
    const scanner = await findScanner('trivy', 'docker', run, stop.signal);
    await expect(scanner?.scan('x', { signal: stop.signal, timeoutMs: 1 })).rejects.toThrow('was stopped');
  });
});
