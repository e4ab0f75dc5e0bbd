/** What a Java program needs that a JRE without a system around it does not have: other programs, the compiler. */

import { isRoot } from '../../effects/stage-effects';
import { programCalls } from '../../java/program-calls';
import { javaWrites, makesFiles } from '../../java/writes';
import type { Span } from '../../syntax/span';
import type { Application } from '../applications/application';
import { decline, type Ledger, needRoot } from '../decision';
import type { LaunchPlan } from '../launch-plan';
import type { JavaStart } from './java-start';
import { isSource, javaSources, javaTexts } from './sources';

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
      `\`${debugger_}\` opens the program to a debugger, which is for development: take it out of the start of the image that ships.`,
      span,
    );
  checkRootFolder(app, span, ledger);
  checkTemplates(app, span, ledger);
  const sources = javaSources(app);
  if (sources.length === 0)
    decline(
      ledger,
      'The sources of the program are not in the build context: which programs it starts, and where it writes, cannot be told.',
      span,
    );
  for (const { path, text } of sources) {
    if (needsCompiler(text))
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

/** In `/` only root makes files, by a name there or because it starts there; everywhere else the folder that the program starts in is given to its user. */
function checkRootFolder(app: Application, span: Span | undefined, ledger: Ledger): void {
  if (!isRoot(app.effects.stage.end.user)) return;
  const texts = javaTexts(app);
  const writes = javaWrites(texts);
  const inRoot = writes.find(({ folder, file }) => folder === '/' && isSource(file));
  if (inRoot !== undefined)
    needRoot(
      ledger,
      `The program makes files in the root directory \`/\` (${inRoot.file}:${inRoot.line}): only root may do that.`,
      span,
    );
  if (app.workdir !== '/') return;
  const found = writes.find(({ folder }) => !folder.startsWith('/'));
  const unsure = texts.find(makesFiles);
  const start = 'where it starts';
  if (found !== undefined)
    needRoot(
      ledger,
      `The program writes to \`${found.folder}\` ${start} (${found.file}:${found.line}), which is the root directory \`/\`: only root may do that. A WORKDIR of its own would change it.`,
      span,
    );
  else if (unsure !== undefined)
    needRoot(
      ledger,
      `The program makes files (\`${unsure.path}\`), perhaps ${start}, which is the root directory \`/\`: only root may do that. A WORKDIR of its own would change it.`,
      span,
    );
}

/**
 * Declines for JTE without its plug-in, as `javalin-rendering` and the Spring starter use it: templates are read from the
 * sources and compiled when they are first asked for (jte, documentation, "Precompiling Templates").
 */
export function checkTemplates({ subject }: Application, span: Span | undefined, ledger: Ledger): void {
  for (const [path, text] of subject.context.texts) {
    if (!/(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?)$/.test(path)) continue;
    const uses = /\bgg\.jte\b(?!\.gradle)/.test(text);
    if (!uses || /gg\.jte\.gradle|jte-maven-plugin|precompile|usePrecompiledTemplates/i.test(text)) continue;
    decline(
      ledger,
      `\`${path}\` has JTE among its packages and no plug-in that compiles the templates beforehand: the program does so itself, with the compiler of the JDK, which a JRE does not have.`,
      span,
    );
  }
}

/** Whether a source uses the compiler, or other parts of the JDK that a JRE lacks. */
export function needsCompiler(text: string): boolean {
  // JTE compiles its templates when they are first used, unless they come precompiled.
  const templates = /\bgg\.jte\b/.test(text) && /\bTemplateEngine\.create\s*\(/.test(text);
  return templates || compiles.test(text);
}

const compiles =
  /\bToolProvider\.getSystemJavaCompiler\b|\bimport\s+(?:com\.sun\.(?:tools|source)|jdk\.jshell|sun\.jvmstat)\b|\brequires\s+(?:transitive\s+)?jdk\.(?:compiler|jshell|jartool|javadoc|jdeps|jlink|attach|jcmd)\b/;

/** Programs of desktops and of other systems: they were not in the original image either. */
const ofDesktops =
  /^(?:xdg-open|open|x-www-browser|osascript|cmd(?:\.exe)?|powershell(?:\.exe)?|rundll32(?:\.exe)?|explorer(?:\.exe)?|tasklist(?:\.exe)?|taskkill(?:\.exe)?|wmic)$/;
