/** The Dockerfiles of `docker-bake.hcl` in this folder, of which `printed.json` is what buildx read in it. */
import { join, resolve } from 'node:path';
import type { BakeOptions, BakeSubject } from '../../cli/src/verify/bake/write';

export const root = resolve('/project');

/** Everything that HCL could take for something else. */
export const hostile = [
  '# syntax=docker/dockerfile:1',
  'FROM debian AS build',
  'ARG A="quoted" B=\'x\' C=${A:-%{if}} D=$${A} E=%%{x} F=${}',
  'RUN echo "\\"${A}\\"" \\\n  && printf \'%s\\n\' \\u0041 <<EOT > /a',
  'EOT',
  'COPY <<"EOF" /b',
  '\ttabs\u0001\u007f\u0085\u2028',
  'EOF',
  'ENV WIDE="\u00e9\u{1f40b} \ufeff" \r',
  '# crlf\r',
  'EOT',
  '',
].join('\n');

const subject = (
  dockerfile: string,
  context: string,
  conversions: BakeSubject['conversions'],
  more: Partial<BakeSubject> = {},
): BakeSubject => ({
  dockerfile: join(root, dockerfile),
  context: join(root, context),
  stage: undefined,
  buildArgs: {},
  ownIgnoreFile: false,
  conversions,
  ...more,
});
const conversion = (name: string, dockerfile: string) => ({ name, dockerfile });

export const subjects: readonly BakeSubject[] = [
  subject('Dockerfile', '.', [
    conversion('distroless', 'FROM scratch\n'),
    conversion('scratch', 'FROM scratch'),
  ]),
  subject(
    'services/Api Server/docker/prod.Dockerfile',
    'services/Api Server',
    [conversion('auto', hostile)],
    {
      stage: 'run-"time"',
      buildArgs: { VERSION: '${1} "2"\\', 'odd.name': '%{x}\n' },
    },
  ),
  subject('a-b/Dockerfile', 'a-b', [conversion('slim', 'FROM a\n')]),
  subject('a/b/Dockerfile', '.', [conversion('slim', 'FROM b\n')]),
  subject('../outside/Containerfile.web', '../outside', [conversion('alpine', 'FROM c\n')]),
];

export const options: BakeOptions = {
  network: 'host',
  platform: 'linux/amd64',
  pull: true,
  noCache: true,
  secrets: ['id=npm,src=keys/npm', 'id=t,env=T'],
  cwd: root,
};
