/** Files of the system that Python sources name: data and libraries of the distribution, fonts. */
import type { PythonSource } from './own-sources';
import { argumentOf, literalOf } from './python-file';

export interface SystemFile {
  readonly path: string;
  readonly line: number;
}

/**
 * Text literals that are paths of the distribution's own folders, and fonts that Pillow looks for in them by their
 * names. Those are left out that every base has: time zones, certificates, types of media.
 */
export function systemFiles({ file }: PythonSource): SystemFile[] {
  const paths = file.texts.flatMap(({ text, line }) =>
    systemFolder.test(text) && !everywhere.test(text) ? [{ path: text, line }] : [],
  );
  const fonts = file.uses.flatMap(({ name, given, line }) => {
    const first = /\bImageFont\.truetype$/.test(name) ? argumentOf(given ?? [], 0, 'font') : undefined;
    const font = first === undefined ? undefined : literalOf(first.tokens);
    return font === undefined || font.includes('/') ? [] : [{ path: font, line }];
  });
  return [...paths, ...fonts];
}

const systemFolder = /^\/(?:usr\/)?(?:share|lib|libexec|bin|sbin)\/[\w.+-]+(?:\/[\w.+-]+)*$/;

const everywhere =
  /^\/usr\/share\/(?:zoneinfo|ca-certificates|common-licenses)(?:\/|$)|^\/usr\/bin\/env$|^\/lib\/x86_64-linux-gnu\/libc\.so\.6$/;
