/** What a Java program needs that a JRE without a system around it does not have: other programs, the compiler. */
import { decline, type Ledger } from '../decision';
import type { Application } from '../interpreted/application';
import type { LaunchPlan } from '../launch-plan';
import type { JavaStart } from './java-start';
import { programCalls } from './program-calls';
import { javaSources } from './sources';

/** Declines where a source starts another program or compiles, or where an option loads what a JRE lacks. */
export function checkJavaProgram(
  app: Application,
  { options }: JavaStart,
  { span }: LaunchPlan,
  ledger: Ledger,
): void {
  const debugger_ = options.find(option => /^-(?:agentlib:jdwp|Xrunjdwp|Xdebug)/.test(option));
  if (debugger_ !== undefined)
    decline(
      ledger,
      `\`${debugger_}\` opens the program to a debugger, which is for development: a runtime image has no library for it.`,
      span,
    );
  for (const { path, text } of javaSources(app)) {
    if (compiles.test(text))
      decline(
        ledger,
        `\`${path}\` uses the compiler of the JDK when the program runs, which a JRE does not have.`,
        span,
      );
    for (const { program, line } of programCalls(text)) {
      if (program !== undefined && ofDesktops.test(program)) continue;
      const what = program === undefined ? 'another program' : `\`${program}\``;
      decline(
        ledger,
        `The program starts ${what} when it runs (${path}:${line}): a shell-less base has no other programs.`,
        span,
        'missing-executable',
      );
    }
  }
}

const compiles =
  /\bToolProvider\.getSystemJavaCompiler\b|\bimport\s+(?:com\.sun\.(?:tools|source)|jdk\.jshell|sun\.jvmstat)\b/;

/** Programs of desktops and of other systems: they were not in the original image either. */
const ofDesktops =
  /^(?:xdg-open|open|x-www-browser|osascript|cmd(?:\.exe)?|powershell(?:\.exe)?|rundll32(?:\.exe)?|explorer(?:\.exe)?|tasklist(?:\.exe)?|taskkill(?:\.exe)?|wmic)$/;
