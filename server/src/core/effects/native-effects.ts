/** What the tools of Rust, C and C++ leave behind, and the package managers of Ruby, Elixir and PHP. */
import { type CommandHandler, unknown } from './commands';
import { applyCargo } from './native/cargo';
import { applyCmake, applyInConfigured } from './native/cmake';
import { applyAr, applyCompiler, applyLinker, applyRustc, applyStrip } from './native/compilers';
import { applyMix, applyRails } from './native/mix';
import { applyBundle, applyComposer, applyGem } from './native/package-tools';

/** Toolchains and targets go to folders that no program of an image needs. */
function toolchainsOnly(): void {}

/** Its files are written by others; those of CMake are known. */
const applyNinja: CommandHandler = (context, args) => {
  if (!applyInConfigured(context, args)) unknown(context, 'ninja');
};

const compilers = 'cc c++ gcc g++ clang clang++'.split(' ');
const versioned = ['gcc', 'g++', 'clang', 'clang++'].flatMap(name =>
  Array.from({ length: 20 }, (_, index) => `${name}-${index + 4}`),
);

export const nativeCommands: Readonly<Record<string, CommandHandler>> = {
  cargo: applyCargo,
  rustc: applyRustc,
  rustup: toolchainsOnly,
  ...Object.fromEntries([...compilers, ...versioned].map(name => [name, applyCompiler])),
  cmake: applyCmake,
  ninja: applyNinja,
  ld: applyLinker,
  ar: applyAr,
  ranlib: toolchainsOnly,
  strip: applyStrip,
  bundle: applyBundle,
  gem: applyGem,
  composer: applyComposer,
  rake: applyRails,
  rails: applyRails,
  mix: applyMix,
};
