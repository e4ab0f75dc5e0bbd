/** The programs that Elixir sources start, read lexically. */
import { sourceView } from '../../effects/source-view';
import type { Application } from '../applications/application';

/** Names of programs go to `named`, places that cannot be told to `unclear`; tests are left out. */
export function readElixir(
  { effects, subject }: Pick<Application, 'effects' | 'subject'>,
  named: Set<string>,
  unclear: Set<string>,
): void {
  const view = sourceView(effects.contents, subject.tree);
  for (const path of view.files.keys()) {
    if (!/\.exs?$/.test(path) || /\/(?:test|deps|_build)\//.test(path)) continue;
    const text = (view.text(path) ?? '').replace(/^\s*#.*$/gm, '');
    const place = (at: number): string => `${path}:${text.slice(0, at).split('\n').length}`;
    for (const { index, 1: program } of text.matchAll(/\bSystem\.cmd\s*\(\s*(?:"([\w./-]+)")?/g))
      if (program === undefined) unclear.add(place(index));
      else named.add(program.replace(/^.*\//, ''));
    for (const { index } of text.matchAll(others)) unclear.add(place(index));
  }
}

const others =
  /\bSystem\.shell\b|:os\.cmd\b|\bPort\.open\b|:erlang\.(?:open_port|load_nif)\b|\b(?:Rambo|MuonTrap|Porcelain|ExCmd|Exexec)\.|:exec\.run\b/g;
