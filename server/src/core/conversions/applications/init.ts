/**
 * A minimal init (tini, dumb-init) that the original starts its program with. The kernel ignores signals without a
 * handler of process 1's own, so that Node.js or Python behind an init end on SIGTERM, and without it may not
 * (`docs/BestPractices.md` of docker-node, "Handling Kernel Signals").
 */
import { lookup } from '../../effects/contents';
import { isWithin } from '../../model/paths';
import { type Ledger, note } from '../decision';
import type { LaunchPlan } from '../launch-plan';
import { keywordStyle } from '../text';
import type { Application, RuntimePlan } from './application';

/** The start with the init that it names where that can be carried; left out with a note where not. */
export function settleInit(app: Application, launch: LaunchPlan, ledger: Ledger): LaunchPlan {
  const { init, ...bare } = launch;
  const [name] = init ?? [];
  if (name === undefined || pathOf(name, app) !== undefined) return launch;
  note(
    ledger,
    `\`${name}\` is gone: the program is process 1 itself, and is ended by SIGTERM only if it handles that signal. Run the container with \`--init\` otherwise.`,
    launch.span,
  );
  return bare;
}

/** The plan with the init that its start names, see `settleInit`. */
export function keepInit(app: Application, plan: RuntimePlan): RuntimePlan {
  const { init } = plan.launch;
  const path = pathOf(init?.[0] ?? '', app);
  if (init === undefined || path === undefined) return plan;
  const copy = keywordStyle(app.subject.dockerfile)('COPY');
  const carried = isWithin(path, app.workdir) && app.workdir !== '/';
  return {
    ...plan,
    // Of a file of its own elsewhere the places of the application take care.
    lines:
      carried || !(plan.covers(path) || isOfSystem(path))
        ? plan.lines
        : [...plan.lines, `${copy} --from={build} ${path} ${path}`],
    launch: behindInit(plan.launch, init),
  };
}

/** Debian's packages link the C library alone, as every base with one has it (tini 0.19, dumb-init 1.2.5). */
function pathOf(name: string, { chain, effects, image }: Application): string | undefined {
  // One that is linked with musl would not run on the new base.
  if (image.libc?.kind !== 'glibc') return undefined;
  const bare = name.slice(name.lastIndexOf('/') + 1);
  const installed = chain.some(({ installs }) =>
    installs.some(({ manager, packages }) => manager === 'apt' && packages.includes(bare)),
  );
  if (installed && (bare === name || name === `/usr/bin/${bare}`)) return `/usr/bin/${bare}`;
  const folders = name.startsWith('/') ? [''] : ['/usr/local/bin/', '/usr/bin/'];
  return folders
    .map(folder => folder + name)
    .find(path => {
      const { presence, entry } = lookup(effects.contents, path);
      return presence === 'yes' && entry?.kind !== 'directory';
    });
}

function isOfSystem(path: string): boolean {
  return /^\/(?:usr\/)?bin\//.test(path);
}

function behindInit(launch: LaunchPlan, init: readonly string[]): LaunchPlan {
  const own = launch.argv.slice(0, launch.entrypointWords).map(word => word.value);
  const values = [...init, ...own];
  const argv = [...init.map(value => ({ value, span: launch.span })), ...launch.argv];
  return { ...launch, argv, entrypoint: { kind: 'replace', values }, entrypointWords: values.length };
}
