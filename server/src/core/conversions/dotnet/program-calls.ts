/** What the sources of a .NET program start, and which libraries of the system they load: read lexically. */
import { baseName } from '../../model/paths';
import type { Application } from '../applications/application';
import { dotnetSources } from './sources';

export interface DotnetCall {
  /** Undefined where it is computed, a shell that may run anything, a program of the SDK, or a library. */
  readonly name: string | undefined;
  /** `Jobs/Export.cs:12` */
  readonly place: string;
}

/** Every file that starts something, or imports from a library that is not of the C library or of Windows. */
export function dotnetCalls(app: Pick<Application, 'subject'>): readonly DotnetCall[] {
  return dotnetSources(app).flatMap(({ path, text }) => {
    const place = (at: number): string => `${path}:${text.slice(0, at).split('\n').length}`;
    const library = [...text.matchAll(imports)].find(([, name = '']) => !ofSystems.test(name));
    const found: DotnetCall[] =
      library === undefined ? [] : [{ name: undefined, place: place(library.index) }];
    const info = /\bProcessStartInfo\b/.test(text);
    for (const match of text.matchAll(starts)) {
      const [call, literal] = match;
      // `Process.Start(info)`: what it starts stands where that is made.
      if (
        literal === undefined &&
        info &&
        /Start\s*\(\s*(?:new\b|\w+\s*\)|\))/.test(text.slice(match.index, match.index + call.length + 40))
      )
        continue;
      if (
        literal === undefined &&
        /^new\s+(?:System\.Diagnostics\.)?Process(?:StartInfo)?\s*(?:\(\s*\)|\{|$)/.test(
          text.slice(match.index, match.index + 60),
        )
      )
        continue;
      const name = literal === undefined ? undefined : baseName(literal);
      found.push({
        name: name === undefined || handsOn.test(name) ? undefined : name,
        place: place(match.index),
      });
    }
    const first = text.search(anyStart);
    return found.length === 0 && first >= 0 ? [{ name: undefined, place: place(first) }] : found;
  });
}

const anyStart =
  /\bProcess\s*\.\s*Start\s*\(|\bnew\s+(?:System\.Diagnostics\.)?Process(?:StartInfo)?\b|\bCli\.Wrap\s*\(/;

const starts =
  /(?:\bProcess\s*\.\s*Start\s*\(\s*|\bnew\s+(?:System\.Diagnostics\.)?Process(?:StartInfo)?\s*\(\s*|\bCli\.Wrap\s*\(\s*|\bFileName\s*=\s*)@?(?:"([^"\n{}]+)")?/g;

/** Shells, and what the SDK has besides: what these do is not in their names. */
const handsOn = /^(?:(?:ba|da|z)?sh|env|dotnet|pwsh)$/;

const imports = /\[\s*(?:DllImport|LibraryImport)\s*\(\s*@?"([^"\n]+)"/g;
const ofSystems =
  /^(?:lib(?:c|m|dl|pthread|rt)(?:\.so[.\d]*)?|c|[\w.-]+\.(?:dll|dylib|drv)|kernel32|user32|advapi32|ntdll|shell32|gdi32|ole32|shlwapi|psapi|crypt32|__Internal)$/i;
