/** Names and files that hold credentials, as people call them. */

/**
 * Whether a variable of that name holds a credential. Its last words decide: `DB_PASSWORD` does, `PASSWORD_FILE`,
 * `TOKEN_URL` and `PUBLIC_KEY` do not.
 */
export function isSecretName(name: string): boolean {
  const words = name.toUpperCase();
  if (/(?:^|_)(?:PUBLIC|ALLOW|DISABLE|ENABLE|NO|EMPTY|RANDOM|HIDE|GENERATE|USE|REQUIRE)_/.test(words))
    return false;
  return /(?:^|_)(?:PASS|PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|APP_?KEY|SECRET_?KEY|ACCESS_?KEY|PRIVATE_?KEY|AUTH_?KEY|ENCRYPTION_?KEY|SECRET_KEY_BASE|CREDENTIALS|(?:ACCESS|AUTH|API|BOT)TOKEN|(?:DB|ROOT|USER|ADMIN)PASS(?:WORD|WD)?)$/.test(
    words,
  );
}

/**
 * Whether a value only stands for the credential to come: nothing, `changeme`, `<token>`, a switch, a path or an
 * address where it is to be found, the name of the variable again, or words that say so.
 */
export function isPlaceholder(value: string, name = ''): boolean {
  const text = value.trim().toLowerCase();
  return (
    text === '' ||
    text === name.toLowerCase() ||
    /^\*\*.*\*\*$|^__.*__$|^your|here$|should.?be.?ch|redacted/.test(text) ||
    /^(?:true|false|yes|no|on|off|\d|none|null|nil|undefined|todo|tbd|unset|default)$/.test(text) ||
    /change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this|with)|^(?:your|my|insert|enter|set|put|add|fill)[-_ ]|placeholder|dummy|example|not[-_ ]?a?[-_ ]?(?:set|used|needed|real|secret)|^fake|\bxxx|^x+$|^\*+$|^\.+$|^-+$|^_+$/.test(
      text,
    ) ||
    /^[<{[(].*[>}\])]$/.test(text) ||
    /^\$|^[./~]|^[a-z][a-z+.-]*:\/\//.test(text)
  );
}

export interface SecretFile {
  /** The rest of a sentence about the file. */
  readonly holds: string;
  readonly instead: string;
  /** Files of that name hold credentials nearly always. */
  readonly sure: boolean;
}

/**
 * What a file of that name holds, judged by its text where that is known; undefined for a file that need not be kept
 * to oneself.
 */
export function secretFile(path: string, text: string | undefined): SecretFile | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^id_(?:rsa|dsa|ecdsa|ed25519)$/.test(name) || privateKey.test(name))
    return { holds: 'is a private key', instead: forKeys, sure: true };
  if (/^(?:\.netrc|_netrc|\.pgpass|\.git-credentials|\.pypirc|\.dockercfg)$/.test(name))
    return { holds: 'holds credentials', instead: mounted, sure: true };
  if (/(?:^|\/)\.(?:aws\/credentials|docker\/config\.json|kube\/config)$/.test(path))
    return { holds: 'holds credentials', instead: mounted, sure: true };
  if (name === '.npmrc') {
    // With a variable in the place of the token the file says nothing; most hold no token at all.
    if (text !== undefined && !/:_(?:authToken|password|auth)\s*=\s*(?!["']?\$\{)\S/.test(text))
      return undefined;
    return { holds: 'may hold the token of a registry', instead: mounted, sure: text !== undefined };
  }
  if (/^\.env(?:\.(?:local|production|prod|staging|production\.local|secret|secrets))?$/.test(name))
    return { holds: 'usually holds credentials', instead: forEnvironment, sure: true };
  return undefined;
}

/** The bare `.key` is also what package archives call their public keys. */
const privateKey =
  /^(?:privkey|private|private[-_.]?key|[\w.-]*[-_.](?:privkey|private|private[-_]key))\.(?:pem|key)$|^(?:[\w.-]*[-_.])?(?:server|ssl|tls|client|selfsigned|self-signed|localhost|ca)[-_.]?(?:key\.pem|key)$|^(?:[\w.-]*[-_.])?(?:server|ssl|tls|client|selfsigned|localhost)\.key$/i;

const mounted = 'Use `RUN --mount=type=secret` in the stage that needs it.';
const forKeys =
  'Use `RUN --mount=type=ssh` or `--mount=type=secret` while building, and mount it where the program needs it.';
const forEnvironment = 'Pass its variables when the container starts, with `--env-file` or a secret.';
