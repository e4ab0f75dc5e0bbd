/** The bake file that `verify` writes, what buildx read in it, and the images that are found again in its metadata. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { imagesFromMetadata } from '../cli/src/verify/bake/images';
import { readBakeMetadata } from '../cli/src/verify/bake/metadata';
import { distinctName, plainName } from '../cli/src/verify/bake/targets';
import { type BakeOptions, type BakeSubject, isWrittenBake, writeBake } from '../cli/src/verify/bake/write';
import type { EngineName, ImageFacts } from '../cli/src/verify/engines/engine';
import type { RunProgram } from '../cli/src/verify/scanners/scanner';
import { options, root, subjects } from './bake/subjects';

const recorded = (name: string) =>
  readFileSync(join(import.meta.dirname, 'bake', name), 'utf8').replace(/\r\n/g, '\n');
const plainOptions: BakeOptions = {
  ...{ network: undefined, platform: undefined, pull: false, noCache: false, secrets: [] },
  cwd: root,
};

describe('a bake file', () => {
  test('is the one that was given to buildx', () => {
    expect(writeBake(subjects, root, options)).toEqual({ text: recorded('docker-bake.hcl'), leftOut: [] });
  });

  test('was read by buildx as it is meant', () => {
    const shared = {
      platforms: ['linux/amd64'],
      secret: ['id=npm,src=./keys/npm', 'id=t,env=T'],
      pull: true,
      'no-cache': true,
    };
    const inline = (context: string, image: string, subject: number, conversion = 0) => ({
      context,
      dockerfile: 'Dockerfile',
      'dockerfile-inline': subjects[subject]?.conversions[conversion]?.dockerfile,
      tags: [image],
      ...shared,
    });
    const original = (context: string, dockerfile: string, image: string) => ({
      context,
      dockerfile,
      tags: [`${image}:distill-original`],
      ...shared,
    });
    const api = { args: { VERSION: '${1} "2"\\', 'odd.name': '%{x}\n' }, target: 'run-"time"' };
    const apiName = 'services-api-server-docker-prod';
    const printed = JSON.parse(recorded('printed.json'));
    expect(printed.target).toEqual({
      'root-original': original('.', 'Dockerfile', 'root'),
      'root-distroless': inline('.', 'root:distill-distroless', 0),
      'root-scratch': inline('.', 'root:distill-scratch', 0, 1),
      [`${apiName}-original`]: {
        ...original('services/Api Server', 'docker/prod.Dockerfile', apiName),
        ...api,
      },
      [`${apiName}-auto`]: {
        ...inline('services/Api Server', `${apiName}:distill-auto`, 1),
        ...api,
      },
      'a-b-c24bd70d-original': original('a-b', 'Dockerfile', 'a-b-c24bd70d'),
      'a-b-c24bd70d-slim': inline('a-b', 'a-b-c24bd70d:distill-slim', 2),
      'a-b-0979d609-original': original('.', 'a/b/Dockerfile', 'a-b-0979d609'),
      'a-b-0979d609-slim': inline('.', 'a-b-0979d609:distill-slim', 3),
      'outside-web-original': original('../outside', 'Containerfile.web', 'outside-web'),
      'outside-web-alpine': inline('../outside', 'outside-web:distill-alpine', 4),
    });
    const originals = Object.keys(printed.target).filter(name => name.endsWith('-original'));
    const conversions = Object.keys(printed.target).filter(name => !name.endsWith('-original'));
    expect(printed.group.default.targets).toEqual(['originals', 'conversions']);
    expect([...printed.group.originals.targets].sort()).toEqual(originals.sort());
    expect([...printed.group.conversions.targets].sort()).toEqual(conversions.sort());
  });

  test('is told from those that people write', () => {
    expect(isWrittenBake(recorded('docker-bake.hcl'))).toBe(true);
    expect(isWrittenBake('target "default" {\n  context = "."\n}\n')).toBe(false);
  });

  test('says nothing of what the user has not asked for', () => {
    const { text } = writeBake(subjects.slice(0, 1), root, plainOptions);
    expect(text).not.toMatch(/network|pull =|no-cache|secret|platforms|args|target =/);
  });

  const names: Readonly<Record<string, string>> = {
    Dockerfile: 'root',
    'Dockerfile.prod': 'prod',
    'prod.Dockerfile': 'prod',
    'services/api/Dockerfile': 'services-api',
    'web/Containerfile.Debug-2': 'web-debug-2',
    'my_app/docker/build': 'my-app-docker-build',
    '../sibling/Dockerfile': 'sibling',
    '\u65e5\u672c/Dockerfile': 'root',
  };
  test.each(Object.entries(names))('calls %s %s', (file, name) => {
    expect(plainName(root, join(root, file))).toBe(name);
    expect(distinctName(root, join(root, file))).toMatch(new RegExp(`^${name}-[0-9a-f]{8}$`));
  });

  const [first] = subjects as readonly [BakeSubject, ...BakeSubject[]];
  const reasons: readonly [string, Partial<BakeSubject>, RegExp][] = [
    ['nothing to compare', { conversions: [] }, /^there is no conversion to compare it with; /],
    [
      'an ignore file of its own',
      { ownIgnoreFile: true },
      /without Dockerfile\.dockerignore, because .* Move it/,
    ],
    ['text that HCL changes', { conversions: [{ name: 'auto', dockerfile: 'COPY cafe\u0301 /' }] }, /NFD/],
  ];
  test.each(reasons)('leaves out %s', (_, change, reason) => {
    const { text, leftOut } = writeBake([{ ...first, ...change }], root, plainOptions);
    expect(text).toBeUndefined();
    expect(leftOut).toEqual([{ dockerfile: first.dockerfile, reason: expect.stringMatching(reason) }]);
  });

  test('has every Dockerfile once', () => {
    const { text, leftOut } = writeBake([first, first], root, plainOptions);
    expect(text?.match(/^target "root-original"/gm)).toHaveLength(1);
    expect(leftOut).toEqual([{ dockerfile: first.dockerfile, reason: 'it is named twice.' }]);
  });
});

const sha = (digit: string) => `sha256:${digit.repeat(64)}`;

describe('metadata', () => {
  test('as buildx 0.13 writes it', () => {
    const images = readBakeMetadata(recorded('metadata.json'), 'metadata.json');
    expect([...images.keys()]).toEqual([
      'http-server-distroless',
      'http-server-original',
      'http-server-scratch',
      'to-scratch-distroless',
      'to-scratch-original',
      'to-scratch-scratch',
    ]);
    const digest = 'sha256:12a6c5e39b3cf4901845973e8c20f932e9852f365667a08f94749417a5d6bc5f';
    expect(images.get('http-server-scratch')).toEqual({
      names: ['docker.io/library/http-server:distill-scratch'],
      digests: [digest],
      digest,
    });
  });

  test('with what newer ones add', () => {
    const text = JSON.stringify({
      'buildx.build.warnings': [{ vertex: sha('9') }],
      'web-original': {
        'buildx.build.provenance': {},
        'containerimage.config.digest': sha('1'),
        'containerimage.descriptor': {
          mediaType: 'application/vnd.oci.image.index.v1+json',
          digest: sha('2'),
          size: 9,
        },
        'containerimage.digest': sha('2'),
        'image.name': 'r.example/team/web:distill-original,r.example/team/web:x',
      },
      'web-cacheonly': { 'buildx.build.ref': 'b/b/1' },
    });
    expect(Object.fromEntries(readBakeMetadata(text, 'm.json'))).toEqual({
      'web-original': {
        names: ['r.example/team/web:distill-original', 'r.example/team/web:x'],
        digests: [sha('1'), sha('2')],
        digest: sha('2'),
      },
      'web-cacheonly': { names: [], digests: [], digest: undefined },
    });
  });

  const broken: Readonly<Record<string, RegExp>> = {
    '': /^m\.json is not the metadata of a bake: give what/,
    '[]': /^m\.json is not the metadata of a bake: give what/,
    '{"a": 1}': /^m\.json is not the metadata of a bake: a is not as bake writes it\.$/,
    '{"a": {"image.name": "--help"}}': /: a → image\.name is not as bake writes it\.$/,
    '{"a": {"containerimage.digest": "sha256:1"}}': /: a → containerimage\.digest is not as/,
  };
  test.each(Object.entries(broken))('is not %j', (text, message) => {
    expect(() => readBakeMetadata(text, 'm.json')).toThrow(message);
  });
});

describe('an image that bake built', () => {
  const web = (more: object) => JSON.stringify({ 'web-original': more, 'web-slim': more });
  const built = { 'containerimage.config.digest': sha('1'), 'containerimage.digest': sha('2') };
  const pushed = {
    ...built,
    'image.name': 'docker.io/library/web:x,r.example:5000/team/web:distill-original',
  };
  const pulled = `r.example:5000/team/web@${sha('2')}`;

  async function find(
    text: string,
    store: readonly string[],
    pull = { code: 0, stdout: '', stderr: '', timedOut: false },
    name: EngineName = 'podman',
  ) {
    const calls: string[][] = [];
    const run: RunProgram = async (program, args) => {
      calls.push([program, ...args]);
      return pull;
    };
    const inspect = async (image: string) => {
      if (!store.includes(image)) throw new Error(`No such image: ${image}`);
      return {} as ImageFacts;
    };
    const request = {
      ...{ text, path: 'm.json', folder: root, variants: ['original', 'slim'] },
      dockerfile: resolve(root, 'web/Dockerfile'),
    };
    const limits = { signal: new AbortController().signal, timeoutMs: 1000 };
    const images = await imagesFromMetadata(request, { name, inspect }, run, limits);
    return { images: Object.fromEntries(images), calls };
  }

  test('is found by the digest of its configuration', async () => {
    expect(await find(web(pushed), [sha('1')])).toEqual({
      images: { original: sha('1'), slim: sha('1') },
      calls: [],
    });
  });

  test('is nothing that Buildah could see', async () => {
    await expect(find(web(pushed), [sha('1')], undefined, 'buildah')).rejects.toThrow(
      /--builder docker or podman/,
    );
  });

  test('is found by the digest of its manifest, as containerd stores it', async () => {
    expect((await find(web(built), [sha('2')])).images).toEqual({ original: sha('2'), slim: sha('2') });
  });

  test('is pulled from where it was pushed', async () => {
    expect(await find(web(pushed), [])).toEqual({
      images: { original: pulled, slim: pulled },
      calls: [
        ['podman', 'pull', pulled],
        ['podman', 'pull', pulled],
      ],
    });
  });

  test('was pulled before', async () => {
    expect(await find(web(pushed), [pulled])).toEqual({
      images: { original: pulled, slim: pulled },
      calls: [],
    });
  });

  test('has the name of a Dockerfile that another one would have, too', async () => {
    const name = `${distinctName(root, resolve(root, 'web/Dockerfile'))}-`;
    const text = JSON.stringify({
      'web-original': { 'containerimage.config.digest': sha('3') },
      [`${name}original`]: built,
      [`${name}slim`]: built,
    });
    expect((await find(text, [sha('1'), sha('3')])).images).toEqual({ original: sha('1'), slim: sha('1') });
  });

  const failures: readonly [string, string, RegExp][] = [
    [
      'is another file',
      recorded('metadata.json'),
      /^m\.json has no target web-original; it has http-server-distroless, /,
    ],
    [
      'was neither loaded nor pushed',
      web({ ...built, 'image.name': 'docker.io/library/web:x' }),
      /run bake with --load/,
    ],
    ['was thrown away', web({ 'buildx.build.ref': 'x' }), /is not in the store of podman/],
    ['cannot be pulled', web(pushed), /^podman cannot pull r\.example:5000.* for web-original: denied$/],
  ];
  test.each(failures)('%s', async (_, text, message) => {
    await expect(
      find(text, [], { code: 125, stdout: '', stderr: 'denied\n', timedOut: false }),
    ).rejects.toThrow(message);
  });
});
