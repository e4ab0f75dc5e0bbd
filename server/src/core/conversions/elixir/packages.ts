/** What packages of Hex need beside Elixir's slim image. */
import type { Application } from '../applications/application';

/** The packages of every mix.lock, and of mix.exs files without one. */
export function declaredHex({ subject, chain }: Pick<Application, 'subject' | 'chain'>): ReadonlySet<string> {
  const builds = chain.some(({ stage }) =>
    stage.steps.some(
      ({ instruction }) =>
        instruction.keyword === 'RUN' && /\bmix\b.*\b(?:compile|release)\b/.test(instruction.body.text),
    ),
  );
  // Whoever asks another server over TLS needs certificates, which the full image has and the slim one lacks.
  const names = new Set<string>(['(certificates)']);
  for (const path of subject.tree.files('')) {
    if (!/(?:^|\/)mix\.(?:exs|lock)$/.test(path)) continue;
    const text = (subject.tree.text(path) ?? '').replace(/^\s*#.*$/gm, '');
    const pattern = path.endsWith('.lock') ? /^\s*"([\w-]+)":\s*\{(.*)$/gm : /\{\s*:(\w+)\s*,(.*)$/gm;
    for (const [, name = '', rest = ''] of text.matchAll(pattern)) {
      names.add(name);
      // Mix asks Git about the state of such a package whenever the program starts.
      if (/^\s*:git\b|\b(?:git|github):/.test(rest)) names.add('(git)');
      if (
        /\{:(?:elixir_make|cc_precompiler|rustler|bundlex|unifex),/.test(rest) &&
        !(builds && compiled.has(name))
      )
        names.add(`${name}${ofMake}`);
    }
  }
  return names;
}

/** Packages of Debian for a package of Hex; false where nobody knows what it is linked with, or starts. */
export function needsOfHex(name: string): readonly string[] | false {
  return name.endsWith(ofMake) ? false : (known.get(name) ?? []);
}

/** Marks a package that is compiled with more than Elixir: what it is linked with, or when, is not known. */
const ofMake = ' (compiled)';

/** Compiled from their own sources alone, or fetched as they are. */
const compiled: ReadonlySet<string> = new Set(
  'bcrypt_elixir argon2_elixir exqlite picosat_elixir lazy_html rustler_precompiled html5ever_elixir mdex tokenizers'.split(
    ' ',
  ),
);

const known: ReadonlyMap<string, readonly string[] | false> = new Map<string, readonly string[] | false>([
  ['(certificates)', ['ca-certificates']],
  ['(git)', ['git', 'ca-certificates', 'openssh-client']],
  ['git_cli', ['git', 'ca-certificates', 'openssh-client']],
  ['mogrify', ['imagemagick']],
  ['thumbnex', ['imagemagick']],
  ['inotify', false],
  ...'fast_xml fast_yaml eimp epam geef gen_magic procket evision exla torchx nx_signal erlport export pdf_generator chromic_pdf puppeteer_pdf wallaby hound membrane_core odbc enacl iconv rocksdb eleveldb'
    .split(' ')
    .map((name): [string, false] => [name, false]),
]);
