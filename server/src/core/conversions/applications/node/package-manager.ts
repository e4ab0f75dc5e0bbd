/** What `npm start`, `yarn serve`, `npx next start` and their like ask for: a script of package.json, or a command. */

export type Request =
  | { readonly kind: 'script'; readonly name: string; readonly args: readonly string[] }
  /** A command of a package, found in `node_modules/.bin`. */
  | { readonly kind: 'command'; readonly words: readonly string[] }
  /** A script if the project has one of this name, and else a command: Yarn, pnpm and Bun look for both. */
  | { readonly kind: 'either'; readonly name: string; readonly args: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Reads the command line of a package manager; undefined where `words` starts none. Refused is what works in another
 * folder, installs, or passes arguments in a way that differs between versions.
 */
export function readRequest(words: readonly string[]): Request | undefined {
  const [program = '', ...args] = words;
  if (program === 'corepack') return readRequest(args);
  if (program === 'node' && /(?:^|\/)\.yarn\/releases\/yarn-[\w.-]+\.c?js$/.test(args[0] ?? ''))
    return readRequest(['yarn', ...args.slice(1)]);
  if (program === 'npx' || program === 'pnpx' || program === 'bunx') return readNpx(program, args);
  if (!/^(?:npm|yarn|yarnpkg|pnpm|bun)$/.test(program)) return undefined;
  const manager = program === 'yarnpkg' ? 'yarn' : program;
  const verbAt = skipQuiet(args, 0);
  const verb = args[verbAt];
  if (verb === undefined) return refused(`\`${program}\` alone installs packages or prints its help`);
  if (verb.startsWith('-'))
    return refused(`the option \`${verb}\` of \`${program}\` changes where or how it runs`);
  if (/^(?:i|ci|install|add|dlx|create|init)$/.test(verb) || (verb === 'x' && manager === 'bun'))
    return refused(`\`${program} ${verb}\` installs packages when the container starts`);
  if (/^(?:workspaces?|-r|recursive)$/.test(verb)) return refused('it works in another folder');
  if (/^(?:exec|x)$/.test(verb)) return readNpx(`${program} ${verb}`, args.slice(verbAt + 1));
  const runs = /^(?:run|run-script|rum|urn)$/.test(verb);
  const nameAt = runs ? skipQuiet(args, verbAt + 1) : verbAt;
  const name = args[nameAt];
  if (name === undefined) return refused(`\`${words.join(' ')}\` does not name its script`);
  if (name.startsWith('-'))
    return refused(`the option \`${name}\` of \`${program}\` changes where or how it runs`);
  if (manager === 'npm' && !runs && !/^(?:start|stop|test|restart)$/.test(verb))
    return refused(`\`npm ${verb}\` starts no script`);
  const given = argumentsOf(manager, args.slice(nameAt + 1));
  if (given === undefined)
    return refused(
      manager === 'npm'
        ? 'npm takes an option behind the script for itself'
        : `how \`${program}\` passes \`--\` on depends on its version`,
    );
  if (manager === 'bun' && /\.[cm]?[jt]sx?$/.test(name)) return refused('Bun runs it, and not Node.js');
  return { kind: manager === 'npm' ? 'script' : 'either', name, args: given };
}

function refused(why: string): Request {
  return { kind: 'refused', why };
}

/** Options that change what is printed, and nothing else. */
function skipQuiet(args: readonly string[], from: number): number {
  let at = from;
  while (
    /^(?:-s|-q|-d|--silent|--quiet|--no-color|--no-audit|--no-fund|--no-update-notifier|--loglevel=\w+)$/.test(
      args[at] ?? '',
    )
  )
    at++;
  return at;
}

/** npm keeps options for itself and passes what stands behind `--`; Yarn, pnpm and Bun pass everything. */
function argumentsOf(manager: string, args: readonly string[]): readonly string[] | undefined {
  const end = args.indexOf('--');
  if (manager !== 'npm') return end < 0 ? args : undefined;
  const before = end < 0 ? args : args.slice(0, end);
  const own = before.filter(word => !/^(?:-s|-q|--silent|--quiet|--no-update-notifier)$/.test(word));
  if (own.some(word => word.startsWith('-'))) return undefined;
  return [...own, ...(end < 0 ? [] : args.slice(end + 1))];
}

function readNpx(program: string, args: readonly string[]): Request {
  let at = 0;
  while (/^(?:-y|-q|--yes|--no|--no-install|--quiet|--silent|--)$/.test(args[at] ?? '')) at++;
  const name = args[at];
  if (name === undefined || name.startsWith('-'))
    return refused(`the option \`${name ?? ''}\` of \`${program}\` changes what it runs`);
  return { kind: 'command', words: [name.replace(/(.)@.*$/, '$1'), ...args.slice(at + 1)] };
}
