/** Decides about cgo: off as it stands, switched off in the command, or kept with the libraries it needs. */

import { lookup } from '../../effects/contents';
import { type GoOutput, goSetting } from '../../effects/go-effects';
import type { StageEffects } from '../../effects/stage-effects';
import type { GoBuild } from '../../go/go-build';
import { type GoProgram, readProgram } from '../../go/go-program';
import { cgoNeedsCompiler, cgoSetting, hasCompiler, linksStatically } from '../../go/linkage';
import { type CgoModule, cgoModuleNamed, cgoModuleOf } from '../../go/module-facts';
import { rootImage } from '../../model/build';
import { decline, type Ledger, note } from '../decision';

export interface Linking {
  readonly program: GoProgram | undefined;
  readonly kind: 'static' | 'dynamic';
  /** The command gets `CGO_ENABLED=0`. */
  readonly switchOff: GoBuild | undefined;
  /** What a dynamic binary loads: `libc`, `libstdc++`. */
  readonly libraries: readonly string[];
}

/** Undefined, with a reason in the ledger, when the linking cannot be made sure. */
export function decideLinking(output: GoOutput, effects: StageEffects, ledger: Ledger): Linking | undefined {
  const { build } = output;
  const span = build.command.span;
  const system = goSetting(build, effects.goSettings, 'GOOS');
  if (!system.known || (system.value !== undefined && system.value !== 'linux')) {
    const why = system.known
      ? `The program is built for \`GOOS=${system.value}\`, not for Linux.`
      : 'Which system the program is built for cannot be told: the value of `GOOS` is not known.';
    return decline(ledger, why, span);
  }
  if (build.buildmode !== undefined && !/^(?:exe|default|pie)$/.test(build.buildmode)) {
    return decline(ledger, `\`-buildmode=${build.buildmode}\` does not make a plain program.`, span);
  }
  if (build.unknownFlags || build.packages.includes(undefined)) {
    return decline(
      ledger,
      `Flags of \`${build.command.words.map(word => word.text).join(' ')}\` come from a variable without a known value.`,
      span,
    );
  }
  if (lacksModule(output, effects)) {
    return decline(
      ledger,
      'The build stage has no `go.mod`, without which this version of Go does not build a package.',
      span,
    );
  }
  if (
    readProgram(output, 'maybe', effects.generators)?.files.some(({ file }) =>
      file?.imports.some(item => item.path === 'plugin'),
    ) === true
  ) {
    return decline(ledger, 'The program loads plugins, which are built for the very image it runs in.', span);
  }
  const setting = cgoSetting(output, effects);
  if (setting === 'unknown')
    return decline(
      ledger,
      'Whether cgo is on cannot be told: the value of `CGO_ENABLED` is not known.',
      span,
    );
  if (setting === 'off') {
    if (build.buildmode === 'pie' || build.race)
      return keepDynamic(
        output,
        effects,
        readProgram(output, 'no', effects.generators),
        ['libc'],
        build.race ? '`-race`' : '`-buildmode=pie`',
        ledger,
      );
    return withoutCgo(output, effects, undefined, ledger);
  }
  const program = readProgram(output, 'maybe', effects.generators);
  if (linksStatically(build.ldflags)) return staticallyLinked(output, program, ledger);
  const compiler = hasCompiler(effects);
  if (setting === 'default' && compiler === false) {
    // Without a compiler nothing that needs cgo can be in the program; only older toolchains bring their own.
    note(
      ledger,
      cgoNeedsCompiler(effects)
        ? '`CGO_ENABLED=0` was added to the build: there is no C compiler, so cgo is off already, and stays off should the builder change.'
        : '`CGO_ENABLED=0` was added to the build: there is no C compiler, and this version of Go would link its own parts with the C library.',
      span,
    );
    return withoutCgo(output, effects, build, ledger);
  }
  const evidence = cgoEvidence(output, program, effects);
  if (evidence.unsure !== undefined) {
    return decline(ledger, `Whether the program needs cgo cannot be told: ${evidence.unsure}.`, span);
  }
  if (evidence.modules.length === 0 && evidence.file === undefined) {
    if (setting === 'on' || build.race || build.buildmode === 'pie')
      return keepDynamic(
        output,
        effects,
        program,
        ['libc'],
        setting === 'on' ? '`CGO_ENABLED=1`' : build.race ? '`-race`' : '`-buildmode=pie`',
        ledger,
      );
    note(
      ledger,
      "`CGO_ENABLED=0` was added to the build: nothing in the program or the modules it imports is known to use C, and with cgo the binary would need a C library. Name look-ups and `os/user` use Go's own code.",
      span,
    );
    return {
      program: readProgram(output, 'no', effects.generators),
      kind: 'static',
      switchOff: build,
      libraries: [],
    };
  }
  const names = evidence.file ?? evidence.modules.map(module => module.module).join(', ');
  if (compiler === false && setting === 'default') {
    return decline(ledger, `The program needs cgo (${names}), but the build stage has no C compiler.`, span);
  }
  const libraries = [...new Set(evidence.modules.flatMap(module => module.needs))];
  const foreign = libraries.filter(name => !isProvided(name, effects));
  if (foreign.length > 0) {
    return decline(
      ledger,
      `The program links ${foreign.join(', ')} through ${names}: no shell-less base has that library.`,
      span,
      'missing-shared-library',
    );
  }
  if (evidence.file !== undefined && linksForeign(program)) {
    return decline(
      ledger,
      `\`${evidence.file}\` imports "C" and links a library of the system: no shell-less base is sure to have it.`,
      span,
    );
  }
  return keepDynamic(
    output,
    effects,
    program,
    ['libc', ...libraries, ...(hasCxx(program) ? ['libstdc++'] : [])],
    names,
    ledger,
  );
}

/** Libraries that Google's images have; OpenSSL and zlib only in the version of their own Debian. */
function isProvided(name: string, effects: StageEffects): boolean {
  if (/^lib(?:c|stdc\+\+|gcc_s)$/.test(name)) return true;
  return (
    /^lib(?:ssl|crypto|z|zstd)$/.test(name) && rootImage(effects.stage)?.distribution?.codename === 'trixie'
  );
}

/** C++ files beside Go files that import "C" are compiled in, and bring the C++ library. */
function hasCxx(program: GoProgram | undefined): boolean {
  if (program?.importsC === undefined) return false;
  return [...program.directories].some(directory =>
    (program.output.view.directories.get(directory) ?? []).some(path => /\.(?:cc|cpp|cxx)$/.test(path)),
  );
}

/** Since Go 1.16 a package is only built inside a module, unless GO111MODULE says otherwise. */
function lacksModule(output: GoOutput, effects: StageEffects): boolean {
  const { module, build } = output;
  if (
    module === undefined ||
    module.mod !== undefined ||
    !module.certain ||
    output.files !== undefined ||
    output.directory === undefined
  )
    return false;
  const mode = goSetting(build, effects.goSettings, 'GO111MODULE');
  if (!mode.known || mode.value === 'off' || mode.value === 'auto') return false;
  const image = rootImage(effects.stage);
  const minor = /^1\.(\d+)/.exec(image?.version ?? image?.currentVersion ?? '')?.[1];
  if (minor === undefined || Number(minor) < 16 || effects.madeModule) return false;
  // What a command fetched may bring its own.
  return lookup(effects.contents, `${module.root === '/' ? '' : module.root}/go.mod`).presence === 'no';
}

/** Static, unless a module of the program loads a C library all the same. */
function withoutCgo(
  output: GoOutput,
  effects: StageEffects,
  switchOff: GoBuild | undefined,
  ledger: Ledger,
): Linking | undefined {
  const program = readProgram(output, 'no', effects.generators);
  const loads = [...(program?.external ?? [])].some(path => cgoModuleOf(path)?.alwaysDynamic === true);
  if (loads) return keepDynamic(output, effects, program, ['libc'], 'a module loads one without cgo', ledger);
  return { program, kind: 'static', switchOff, libraries: [] };
}

function staticallyLinked(output: GoOutput, program: GoProgram | undefined, ledger: Ledger): Linking {
  note(
    ledger,
    'The linker is told `-static`: the binary is taken to need no C library.',
    output.build.command.span,
  );
  return { program, kind: 'static', switchOff: undefined, libraries: [] };
}

interface CgoEvidence {
  /** A file of the context that imports "C". */
  readonly file: string | undefined;
  readonly modules: readonly CgoModule[];
  /** Why nothing can be said. */
  readonly unsure: string | undefined;
}

function cgoEvidence(output: GoOutput, program: GoProgram | undefined, effects: StageEffects): CgoEvidence {
  if (program === undefined)
    return { file: undefined, modules: [], unsure: 'its sources are not in the build context' };
  if (program.unread !== undefined)
    return {
      file: undefined,
      modules: [],
      unsure: `\`${program.unread}\` is not in the build context, or could not be read`,
    };
  const modules = new Set<CgoModule>();
  for (const imported of program.external) {
    const module = cgoModuleOf(imported);
    if (module?.requires === 'cgo') modules.add(module);
  }
  // What only a dependency needs stands in go.mod as indirect, whether or not this program compiles it:
  // keeping cgo is right in both cases.
  if (program.external.size > 0) {
    for (const required of output.module?.mod?.requires ?? []) {
      const module = required.indirect ? cgoModuleNamed(required.path) : undefined;
      if (module?.requires === 'cgo' && couldCompile(module, effects)) modules.add(module);
    }
  }
  const gopathMode = output.module?.mod === undefined && program.external.size > 0;
  return {
    file: program.importsC,
    modules: [...modules],
    unsure: gopathMode
      ? `it has no \`go.mod\` and gets ${[...program.external][0]} from the network`
      : undefined,
  };
}

/** A module whose headers nobody has installed is in go.mod for another system or another program. */
function couldCompile(module: CgoModule, effects: StageEffects): boolean {
  const installed = effects.installs.flatMap(install => install.packages);
  const { systemPackages } = module;
  return (
    systemPackages === undefined ||
    installed.includes(undefined) ||
    systemPackages.some(name => installed.includes(name))
  );
}

/** `#cgo LDFLAGS: -lfoo` and `#cgo pkg-config:` name libraries; libm, libdl, libpthread and librt are libc's. */
function linksForeign(program: GoProgram | undefined): boolean {
  return (program?.files ?? []).some(({ path }) => {
    const text = program?.output.view.text(path) ?? '';
    if (!/^\s*(?:\/\/\s*)?#cgo\b/m.test(text)) return false;
    if (/#cgo\b[^\n]*pkg-config:/.test(text)) return true;
    return [...text.matchAll(/#cgo\b[^\n]*LDFLAGS:([^\n]*)/g)].some(match =>
      (match[1] ?? '')
        .split(/\s+/)
        .some(flag => /^-l/.test(flag) && !/^-l(?:m|dl|pthread|rt|c|resolv)$/.test(flag)),
    );
  });
}

function keepDynamic(
  output: GoOutput,
  effects: StageEffects,
  program: GoProgram | undefined,
  libraries: readonly string[],
  because: string,
  ledger: Ledger,
): Linking | undefined {
  const libc = rootImage(effects.stage)?.libc;
  const span = output.build.command.span;
  if (libc === undefined || libc.kind === 'none') {
    return decline(
      ledger,
      'The program is linked with a C library, and which one the build stage has is not known.',
      span,
    );
  }
  if (libc.kind === 'musl') {
    return decline(
      ledger,
      'The program is linked with a C library, and the build stage has musl: its binary does not run on a distroless base, which has glibc.',
      span,
      'libc-mismatch',
    );
  }
  note(ledger, `The program is linked with a C library (${because}), so \`static\` cannot run it.`, span);
  return { program, kind: 'dynamic', switchOff: undefined, libraries };
}
