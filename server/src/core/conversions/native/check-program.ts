/** What a compiled program does that a base without a shell cannot serve: other programs, libraries by name. */

import type { Application } from '../applications/application';
import { decline, type Ledger } from '../decision';
import type { LaunchPlan } from '../launch-plan';
import { nativeCalls } from './program-calls';
import { nativeSources } from './sources';

/** Declines for every source that starts another program, runs a line of a shell, or loads a library by its name. */
export function checkNativeProgram(app: Application, { span }: LaunchPlan, ledger: Ledger): void {
  // One of a kind says enough.
  const said = new Set<string>();
  for (const { kind, name, path, line } of nativeCalls(nativeSources(app))) {
    const place = `${path}:${line}`;
    if ((name !== undefined && ofOtherSystems.test(name)) || said.has(`${kind} ${name ?? ''}`)) continue;
    said.add(`${kind} ${name ?? ''}`);
    if (kind === 'library')
      decline(
        ledger,
        `The program loads ${name === undefined ? 'a library' : `\`${name}\``} by its name when it runs (${place}): which files that needs cannot be told.`,
        span,
        'missing-shared-library',
      );
    else if (kind === 'shell')
      decline(
        ledger,
        `The program gives ${name === undefined ? 'a command' : `\`${name}\``} to a shell when it runs (${place}): a shell-less base has none.`,
        span,
        'missing-executable',
      );
    else
      decline(
        ledger,
        `The program starts ${name === undefined ? 'another program' : `\`${name}\``} when it runs (${place}): a shell-less base has no other programs.`,
        span,
        'missing-executable',
      );
  }
}

/** Programs of desktops and of other systems: they were not in the original image either. */
const ofOtherSystems =
  /^(?:xdg-open|open|x-www-browser|osascript|cmd(?:\.exe)?|powershell(?:\.exe)?|rundll32(?:\.exe)?|explorer(?:\.exe)?|taskkill(?:\.exe)?|cls)$/i;
