/** Libraries that a project's own Rust sources and build scripts have linked: `#[link(name = "…")]`, `rustc-link-lib`. */
import type { Application } from '../applications/application';
import type { Obstacle } from './rust-libraries';
import { lineOf } from './sources';

/** An obstacle for each that is linked as a shared library and that not every image has (the Cargo book, "Build Scripts"). */
export function ownLinks({ subject }: Pick<Application, 'subject'>): readonly Obstacle[] {
  const found = new Map<string, Obstacle>();
  for (const [path, text] of subject.context.texts) {
    if (!path.endsWith('.rs') || /(?:^|\/)(?:target|tests|benches|examples)\//.test(path)) continue;
    for (const match of text.matchAll(links)) {
      const [, attribute, byScript] = match;
      const name = attribute ?? byScript ?? '';
      if (everywhere.test(name) || /\bkind\s*=\s*"(?:static|framework|raw-dylib)/.test(match[0])) continue;
      const place = `${path}:${lineOf(text, match.index)}`;
      const why = `The program links \`${name}\` (${place}): which other libraries that needs is not known to Distill.`;
      if (!found.has(name)) found.set(name, { why });
    }
  }
  return [...found.values()];
}

/** Not `static=` and frameworks of macOS; a name that is computed stays as it is written. */
const links =
  /^[^\S\n]*#\[link\(\s*name\s*=\s*"([^"]+)"[^\]]*|"cargo::?rustc-link-lib=(?:dylib=)?(?!static|framework)([^"=]+)"/gm;

/** Of the C library, of GCC, and of other systems. */
const everywhere =
  /^(?:c|m|dl|pthread|rt|util|resolv|gcc_s|stdc\+\+|(?:user|kernel|gdi|advapi|shell)32|ole32|oleaut32|ws2_32|bcrypt|ntdll|crypt32|c\+\+|System|objc|psapi|dwmapi|secur32|userenv|comctl32|winmm)$/i;
