/**
 * Which options of `docker create` an expectation may state. An expectation comes with a repository, so it must not
 * reach beyond the container: what is not in this table is refused, whatever it does.
 */

interface Allowed {
  /** Whether it takes a value; without, it may be written `--init` or `--init=true`. */
  readonly takes: 'value' | 'nothing';
  /** What a value must be, in words, and the test for it. */
  readonly only?: readonly [what: string, fits: RegExp];
}

const value: Allowed = { takes: 'value' };
const nothing: Allowed = { takes: 'nothing' };

/** Of the capabilities that the engines give root by default, so that `--cap-drop ALL` can be followed by the needed. */
const defaultCapabilities =
  /^(CAP_)?(AUDIT_WRITE|CHOWN|DAC_OVERRIDE|FOWNER|FSETID|KILL|MKNOD|NET_BIND_SERVICE|NET_RAW|SETFCAP|SETGID|SETPCAP|SETUID|SYS_CHROOT)$/i;

/** Each changes what the program finds in its own container, or takes something away from it. */
const allowed: Readonly<Record<string, Allowed>> = {
  // What is started, as whom, with what in its environment.
  '--entrypoint': value,
  '--env': {
    takes: 'value',
    only: ['NAME=VALUE, because without a value it would be read from this machine', /^[^=]+=/],
  },
  '--workdir': value,
  '--user': value,
  '--group-add': value,
  '--hostname': value,
  '--init': nothing,
  '--stop-signal': value,
  '--stop-timeout': value,
  '--tty': nothing,
  // Less than it would have.
  '--read-only': nothing,
  '--cap-drop': value,
  '--cap-add': {
    takes: 'value',
    only: ['a capability that containers have by default', defaultCapabilities],
  },
  '--security-opt': {
    takes: 'value',
    only: ['no-new-privileges, because others loosen the container', /^no-new-privileges([:=]true)?$/],
  },
  '--memory': value,
  '--memory-swap': value,
  '--cpus': value,
  '--pids-limit': value,
  '--ulimit': value,
  '--shm-size': value,
  // Places that are gone with the container.
  '--volume': {
    takes: 'value',
    only: ['an anonymous volume such as /data, because others are places of this machine', /^\/[^:,]*$/],
  },
  '--tmpfs': { takes: 'value', only: ['an absolute path', /^\/[^,]*$/] },
  // How the image's own HEALTHCHECK is run.
  '--health-cmd': value,
  '--health-interval': value,
  '--health-retries': value,
  '--health-start-period': value,
  '--health-timeout': value,
  '--no-healthcheck': nothing,
};

const short: Readonly<Record<string, string>> = {
  '-e': '--env',
  '-h': '--hostname',
  '-m': '--memory',
  '-t': '--tty',
  '-u': '--user',
  '-v': '--volume',
  '-w': '--workdir',
};

/** Said instead of the general reason, for what people try. */
const reasons: Readonly<Record<string, string>> = {
  '--privileged': 'it opens the machine to the container',
  '--network': 'it is chosen by `network`: default, none or host',
  '--net': 'it is chosen by `network`: default, none or host',
  '--publish': 'ports of `http` are published to 127.0.0.1 by verify itself',
  '-p': 'ports of `http` are published to 127.0.0.1 by verify itself',
  '--publish-all': 'ports of `http` are published to 127.0.0.1 by verify itself',
  '-P': 'ports of `http` are published to 127.0.0.1 by verify itself',
  '--mount': 'it can show places of this machine; `volumes` and `tmpfs` make empty ones',
  '--env-file': 'it reads a file of this machine; `env` takes the values',
  '--name': 'the original and the conversions would all have it',
  '--label': 'verify finds its own containers by labels',
  '--rm': 'verify removes the container itself, after it has looked at its files',
  '--restart': 'a program that fails would never be seen to end',
};

/** A sentence for each option that is refused, and for words that are no options. */
export function refusedOptions(options: readonly string[]): string[] {
  const refused: string[] = [];
  for (let at = 0; at < options.length; at++) {
    const word = options[at] ?? '';
    const [, name = word, attached] = /^(--[^=]*)=(.*)$/s.exec(word) ?? [];
    if (!name.startsWith('-') || name === '--') {
      refused.push(`\`${word}\` is no option, and would be taken for the image`);
      continue;
    }
    const entry = allowed[short[name] ?? name];
    if (entry === undefined) {
      refused.push(
        `${name} is refused: ${reasons[name] ?? 'it is not among those that stay within the container'}`,
      );
      // Its value is not another mistake.
      if (attached === undefined && options[at + 1]?.startsWith('-') === false) at++;
      continue;
    }
    if (entry.takes === 'nothing') {
      if (attached !== undefined && !/^(true|false)$/.test(attached)) refused.push(`${name} takes no value`);
      continue;
    }
    const given = attached ?? options[++at];
    if (given === undefined) refused.push(`${name} needs a value`);
    else if (entry.only?.[1].test(given) === false) {
      refused.push(`${name} takes only ${entry.only[0]}, not ${given}`);
    }
  }
  return refused;
}
