/** Programs that the code starts at run time: on a base without any, each is a reason to decline. */

import { executable } from '../../catalogue/paths';
import type { StageEffects } from '../../effects/stage-effects';
import { type GoProgram, ownFiles } from '../../go/go-program';
import { type ExecModule, execModuleOf } from '../../go/module-facts';
import { rootImage } from '../../model/build';
import { decline, type Ledger } from '../decision';

/** Declines when the program may start another one that the original image has. */
export function checkExternalPrograms(
  program: GoProgram,
  effects: readonly StageEffects[],
  ledger: Ledger,
): void {
  const span = program.output.build.command.span;
  const installed = new Set(effects.flatMap(stage => stage.installs.flatMap(install => install.packages)));
  for (const imported of program.external) {
    const module = execModuleOf(imported);
    // What the original image does not have either cannot be lost.
    if (module !== undefined && hasProgram(module, effects, installed)) {
      decline(
        ledger,
        `The program uses ${module.module}, which starts \`${module.program}\` at run time: a shell-less base has no such program.`,
        span,
        'missing-executable',
      );
    }
  }
  for (const { path, file } of ownFiles(program)) {
    if (
      file === undefined ||
      !file.imports.some(item => item.path === 'os/exec' || item.path === 'syscall' || item.path === 'os')
    )
      continue;
    for (const call of file.calls) {
      if (!startsProgram(call.name, file.imports)) continue;
      const literal = file.strings.find(
        text =>
          text.line === call.line &&
          text.callee === call.name &&
          text.argument === programArgument(call.name),
      );
      if (literal !== undefined && neverInImages.has(literal.value) && !installed.has(literal.value))
        continue;
      const what = literal === undefined ? 'another program' : `\`${literal.value}\``;
      decline(
        ledger,
        `The program starts ${what} at run time (${path}:${call.line}): a shell-less base has no other programs.`,
        span,
        'missing-executable',
      );
    }
  }
}

/** Whether the original image may have one of the programs that a module starts. */
function hasProgram(
  module: ExecModule,
  effects: readonly StageEffects[],
  installed: ReadonlySet<string | undefined>,
): boolean {
  const last = effects.at(-1);
  const image = last === undefined ? undefined : rootImage(last.stage);
  if (image === undefined || installed.has(undefined)) return true;
  if (module.systemPackages?.some(name => installed.has(name))) return true;
  return module.program.split(/[,\s]+/).some(name => {
    const program = name.trim();
    if (installed.has(program) || image.tools.includes(program)) return true;
    return typeof executable(image, program) === 'string' || effects.some(stage => stage.unknown.length > 0);
  });
}

function startsProgram(
  name: string,
  imports: readonly { path: string; name: string | undefined }[],
): boolean {
  const exec = imports.find(item => item.path === 'os/exec');
  if (exec !== undefined) {
    const alias = exec.name ?? 'exec';
    if ([`${alias}.Command`, `${alias}.CommandContext`].includes(name)) return true;
    if (alias === '.' && (name === 'Command' || name === 'CommandContext')) return true;
  }
  return name === 'syscall.Exec' || name === 'syscall.ForkExec' || name === 'os.StartProcess';
}

function programArgument(name: string): number {
  return name.endsWith('CommandContext') ? 1 : 0;
}

/** Programs of desktops and other systems: starting them failed in the original image as well. */
const neverInImages: ReadonlySet<string> = new Set(
  'xdg-open open cmd cmd.exe rundll32 rundll32.exe powershell powershell.exe explorer explorer.exe start x-www-browser www-browser sensible-browser pbcopy pbpaste xclip xsel wl-copy wl-paste clip.exe clip osascript say sw_vers wmic launchctl taskkill tasklist reg ipconfig'.split(
    ' ',
  ),
);

/**
 * Packages that a build uses, or that a base without a shell has no need of. Anything else that a
 * single-stage file installs may be a program that the application runs.
 */
export function checkInstalledPackages(effects: readonly StageEffects[], ledger: Ledger): void {
  for (const { installs } of effects) {
    for (const install of installs) {
      const runtime = install.packages.filter(
        name => name !== undefined && !isBuildPackage(name) && !clients.has(name),
      );
      if (runtime.length > 0) {
        decline(
          ledger,
          `${install.manager} installs ${runtime.map(name => `\`${name}\``).join(', ')}, which the program may need when it runs: a shell-less base does not have ${runtime.length > 1 ? 'them' : 'it'}.`,
          install.span,
        );
      }
      if (install.packages.includes(undefined)) {
        decline(
          ledger,
          'The packages that are installed cannot be told: their names come from a variable.',
          install.span,
        );
      }
    }
  }
}

/** Clients that people install for scripts and debugging; a program that starts nothing cannot use them. */
const clients: ReadonlySet<string> = new Set(
  'postgresql-client postgresql postgresql14-client postgresql15-client postgresql16-client default-mysql-client mysql-client mariadb-client sqlite sqlite3 redis redis-tools mongodb-tools kafkacat kcat'.split(
    ' ',
  ),
);

/** A tool of the build, or a client that people call by hand. */
export function isToolOrClient(name: string): boolean {
  return (buildPackages.has(name) && !name.endsWith('-dev')) || clients.has(name);
}

function isBuildPackage(name: string): boolean {
  return (
    buildPackages.has(name) ||
    /-(?:dev|devel|doc|docs|man)$/.test(name) ||
    /^(?:golang|go|linux-headers|gcc|g\+\+|clang|llvm|lld|binutils|cmake|libc6?|libstdc|python3?|py3?-pip)(?:[-\d.].*)?$/.test(
      name,
    )
  );
}

const buildPackages: ReadonlySet<string> = new Set(
  (
    'git git-lfs mercurial subversion bzr fossil curl wget make build-base build-essential alpine-sdk musl musl-tools musl-utils pkg-config pkgconf pkgconfig autoconf ' +
    'automake libtool patch diffutils file upx upx-ucl ca-certificates ca-certificates-bundle tzdata openssl openssh openssh-client ssh gnupg gnupg2 gpg gpg-agent dirmngr ' +
    'apt-transport-https apt-utils software-properties-common lsb-release unzip zip tar gzip bzip2 xz xz-utils zstd rsync less vim vim-tiny nano emacs tree htop ' +
    'bash bash-completion sudo shadow su-exec coreutils findutils grep sed gawk util-linux procps protobuf protobuf-compiler protoc nodejs npm yarn nodejs-npm ' +
    'locales dumb-init tini strace gdb lsof net-tools inetutils-ping iputils iputils-ping dnsutils bind-tools telnet netcat netcat-openbsd tcpdump iproute2 jq ' +
    'libcap libcap2-bin libcap-utils ninja ninja-build meson bison flex gettext golint dep glide delve dlv man-db manpages procps-ng gcompat libc6-compat musl-dev libgcc'
  ).split(' '),
);
