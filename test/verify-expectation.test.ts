/** The file of `--expect`: what is read of it, and the answers to what is wrong in it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseExpectation, smokeExpectation } from '../cli/src/verify/expectation-file';
import { refusedOptions } from '../cli/src/verify/expectation-options';

const read = (text: string) => parseExpectation(text, 'expect.yaml', 5);
const empty = {
  ...{ name: 'run 1', smoke: false, args: undefined, env: {}, user: undefined, readOnly: false, volumes: [] },
  ...{ tmpfs: [], options: [], network: 'default', http: [], seconds: 60, leaves: [], stop: false },
  ...{ exit: undefined, stdout: undefined, health: undefined, files: {} },
};

describe('an expectation', () => {
  test('may leave out everything', () => {
    expect(read('runs: [{}]')).toEqual({ buildArgs: {}, runs: [empty] });
  });

  test('is read as YAML, with all that it states', () => {
    const text = `
# what the image lab has besides
about: A server.
quick: true
conversion: {outcome: converted}
buildArgs: {VERSION: "1"}
runs:
  - name: serves
    env: {PORT: "80"}
    exit: running
    http:
      - {port: 80, path: /x, method: POST, headers: {accept: text/html}, body: hi, expect: {status: 201, body: /ok/i}}
      - port: 81
  - {smoke: true, exit: 0, stdout: [a, b], files: [/a]}
  - {exit: running, files: {/b: null, /c: text}, seconds: 1.5}
`;
    const none = { body: undefined, type: undefined, location: undefined, status: undefined };
    expect(read(text)).toEqual({
      buildArgs: { VERSION: '1' },
      runs: [
        {
          ...{ ...empty, name: 'serves', env: { PORT: '80' }, exit: 'running' },
          http: [
            {
              ...{ port: 80, path: '/x', method: 'POST', headers: { accept: 'text/html' }, body: 'hi' },
              expect: { ...none, status: 201, body: '/ok/i' },
            },
            { port: 81, path: '/', method: 'GET', headers: {}, body: undefined, expect: none },
          ],
        },
        {
          ...{ ...empty, name: 'run 2', smoke: true, exit: 0, stdout: ['a', 'b'], seconds: 5 },
          files: { '/a': undefined },
        },
        {
          ...{ ...empty, name: 'run 3', exit: 'running', seconds: 1.5 },
          files: { '/b': undefined, '/c': 'text' },
        },
      ],
    });
  });

  test('that goes on running and is asked nothing is watched as long as a smoke run', () => {
    expect(read('runs: [{exit: running}]').runs[0]?.seconds).toBe(5);
  });

  test('without a file is a smoke run', () => {
    expect(smokeExpectation(7)).toEqual({
      buildArgs: {},
      runs: [{ ...empty, name: 'smoke', smoke: true, seconds: 7 }],
    });
  });

  const cases = 'test/lab/cases';
  test.each(readdirSync(cases).filter(name => existsSync(join(cases, name, 'expect.json'))))(
    'of the lab case %s is accepted',
    name => {
      const text = readFileSync(join(cases, name, 'expect.json'), 'utf8');
      const written = JSON.parse(text) as { runs: object[] };
      const { runs } = read(text);
      // What is stated has not been lost on the way.
      for (const [index, run] of written.runs.entries()) {
        const { http: _http, files: _files, ...stated } = run as Record<string, unknown>;
        expect(runs[index]).toMatchObject(stated);
      }
    },
  );

  test.each([
    ['', 'the file is missing its content: it wants names with values'],
    ['[]', 'the file wants names with values, not []'],
    ['runs: [', 'expect.yaml is not valid'],
    ['runs: []', 'runs wants a list of at least one run, not []'],
    ['{}', 'runs is missing: it wants a list of at least one run'],
    ['runs: [{}]\nrun: 1', 'the file has no `run`; it has runs, buildArgs'],
    ['runs: [{comand: a}]', 'runs[0] has no `comand`; it has name, smoke, args'],
    ['runs: [{exit: "0"}]', 'runs[0].exit wants an exit code from 0 to 255, or running, not "0"'],
    ['runs: [{exit: 256}]', 'runs[0].exit wants an exit code'],
    ['runs: [{exit: stopped}]', 'runs[0].exit wants an exit code from 0 to 255, or running, not "stopped"'],
    ['runs: [{args: x}]', 'runs[0].args wants a list, not "x"'],
    ['runs: [{args: [1]}]', 'runs[0].args[0] wants a text, not 1'],
    ['runs: [{env: {A: 1}}]', 'runs[0].env.A wants a text, not 1'],
    ['runs: [{env: {"A=B": ""}}]', 'runs[0].env wants the name of a variable as a name, not "A=B"'],
    ['runs: [{user: "--privileged"}]', 'runs[0].user wants a user such as'],
    ['runs: [{network: bridge}]', 'runs[0].network wants one of default, none, host, not "bridge"'],
    ['runs: [{volumes: ["/:/host"]}]', 'runs[0].volumes[0] wants an absolute path in the container'],
    ['runs: [{tmpfs: [tmp]}]', 'runs[0].tmpfs[0] wants an absolute path'],
    ['runs: [{files: {a: b}}]', 'runs[0].files wants absolute paths'],
    ['runs: [{seconds: 0}]', 'runs[0].seconds wants a number of seconds, up to 3600, not 0'],
    [
      'runs: [{stdout: "/(/"}]',
      'runs[0].stdout wants a text, or a valid regular expression between slashes, not "/(/"',
    ],
    ['runs: [{http: [{port: 0}]}]', 'runs[0].http[0].port wants a port from 1 to 65535, not 0'],
    ['runs: [{http: [{path: /}]}]', 'runs[0].http[0].port is missing: it wants a port from 1 to 65535'],
    ['runs: [{http: [{port: 1, path: x}]}]', 'runs[0].http[0].path wants a path such as /health, not "x"'],
    ['runs: [{http: [{port: 1, path: "/ x"}]}]', 'runs[0].http[0].path wants a path'],
    ['runs: [{http: [{port: 1, method: get}]}]', 'runs[0].http[0].method wants a method such as GET'],
    [
      'runs: [{http: [{port: 1, expect: {status: 99}}]}]',
      'runs[0].http[0].expect.status wants an HTTP status',
    ],
    [
      'runs: [{http: [{port: 1, expect: {code: 1}}]}]',
      'expect has no `code`; it has status, body, type, location',
    ],
    ['runs: [{stop: true, exit: running}]', '`running` contradicts `stop`'],
    ['runs: [{options: [--privileged]}]', 'runs[0].options: --privileged is refused: it opens the machine'],
  ])('%s is a mistake', (text, message) => {
    expect(() => read(text)).toThrow(/^The expectation expect\.yaml is not valid:\n {2}/);
    expect(() => read(text)).toThrow(message);
  });
});

describe('options of the container', () => {
  test.each([
    [['--entrypoint', '/app/bin/migrate']],
    [['--entrypoint=']],
    [['--read-only', '--init=true', '--tty', '-t']],
    [['--cap-drop', 'ALL', '--cap-add', 'NET_BIND_SERVICE', '--cap-add=CAP_CHOWN']],
    [['--memory', '64m', '-m=64m'.slice(0, 2), '1g', '--ulimit', 'nofile=10', '--pids-limit=20']],
    [['--env', 'A=', '-e', 'B=c', '--user', '1:1', '--group-add', '5', '--workdir', '/', '--hostname', 'a']],
    [['--volume', '/data', '-v', '/var/lib/x', '--tmpfs', '/tmp:rw']],
    [['--stop-signal', 'INT', '--stop-timeout', '1', '--security-opt', 'no-new-privileges']],
    [['--health-cmd', 'true', '--no-healthcheck']],
  ])('%j stay within it', options => {
    expect(refusedOptions(options)).toEqual([]);
  });

  test.each([
    [['--privileged'], 'it opens the machine to the container'],
    [['--privileged=true'], 'it opens the machine to the container'],
    [['--volume', '/:/host'], 'an anonymous volume'],
    [['-v', 'cache:/cache'], 'an anonymous volume'],
    [['--volume=/var/run/docker.sock:/s'], 'an anonymous volume'],
    [['--mount', 'type=bind,source=/,target=/host'], 'it can show places of this machine'],
    [['--network', 'host'], 'it is chosen by `network`'],
    [['--net=host'], 'it is chosen by `network`'],
    [['--publish', '80:80'], 'published to 127.0.0.1'],
    [['-p80:80'], 'it is not among those'],
    [['--pid', 'host'], 'it is not among those'],
    [['--ipc=host'], 'it is not among those'],
    [['--userns', 'host'], 'it is not among those'],
    [['--device', '/dev/kvm'], 'it is not among those'],
    [['--gpus', 'all'], 'it is not among those'],
    [['--cap-add', 'SYS_ADMIN'], 'a capability that containers have by default'],
    [['--cap-add', 'ALL'], 'a capability that containers have by default'],
    [['--security-opt', 'seccomp=unconfined'], 'only no-new-privileges'],
    [['--security-opt=no-new-privileges:false'], 'only no-new-privileges'],
    [['--env', 'HOME'], 'NAME=VALUE, because without a value'],
    [['--env-file', '/etc/shadow'], 'it reads a file of this machine'],
    [['--label', 'x=y'], 'verify finds its own containers by labels'],
    [['--rm'], 'verify removes the container itself'],
    [['--read-only', 'alpine'], '`alpine` is no option'],
    [['--'], '`--` is no option'],
    [['--init=maybe'], '--init takes no value'],
    [['--entrypoint'], '--entrypoint needs a value'],
    [['--entrypoint', 'x', '--volumes-from', 'other'], '--volumes-from is refused'],
    [['--add-host', 'a:1'], 'it is not among those'],
  ])('%j are refused, once', (options, message) => {
    expect(refusedOptions(options)).toEqual([expect.stringContaining(message)]);
  });
});
