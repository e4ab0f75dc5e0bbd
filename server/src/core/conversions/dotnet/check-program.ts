/** What a .NET program needs beside its own files, by its sources, its projects and how it is published. */
import { lookup, originOf } from '../../effects/contents';
import { isRoot } from '../../effects/stage-effects';
import { readDotnetProject } from '../../manifests/dotnet-project';
import { rootImage } from '../../model/build';
import type { Application } from '../applications/application';
import { decline, type Ledger } from '../decision';
import { dotnetMakesFiles, dotnetSources } from './sources';

/**
 * Declines where the sources start other programs or cannot be read, a package needs a browser, machine code was made
 * for another C library or a newer one, or the program makes files in the root directory.
 */
export function checkDotnetProgram(
  app: Application,
  path: string,
  throughHost: boolean,
  ledger: Ledger,
): void {
  const span = app.effects.stage.imageSpan;
  const sources = dotnetSources(app);
  if (sources.length === 0)
    decline(
      ledger,
      'The sources of the program are not in the build context: which programs it starts, and where it writes, cannot be told.',
      span,
    );
  for (const { path: file, text } of sources) {
    const at = text.search(startsPrograms);
    if (at >= 0)
      decline(
        ledger,
        `\`${file}:${text.slice(0, at).split('\n').length}\` starts another program, and an image without a shell has none.`,
        span,
        'missing-executable',
      );
  }
  for (const [file, text] of app.subject.context.texts) {
    const project = projectFile.test(file) ? readDotnetProject(text) : undefined;
    const needy = project?.packages.find(name => needsMore.test(name));
    if (needy !== undefined)
      decline(
        ledger,
        `\`${file}\` uses \`${needy}\`, which needs programs or libraries of the system that an image without a shell does not have.`,
        span,
        'missing-shared-library',
      );
  }
  // No image of .NET without a shell has another user than its own, who may not write in `/`.
  if (app.workdir === '/' && isRoot(app.effects.stage.end.user) && dotnetMakesFiles(app))
    decline(
      ledger,
      'The program makes files and starts in the root directory `/`, where only root may: a WORKDIR of its own would change that.',
      span,
    );
  checkLibc(app, path, throughHost, ledger);
}

/** `--runtime linux-musl-x64`, or published elsewhere for an image on Alpine: native parts of packages are for musl. */
function checkLibc(app: Application, path: string, throughHost: boolean, ledger: Ledger): void {
  const { effects, subject } = app;
  const origin = originOf(lookup(effects.contents, path));
  const artifact = origin?.kind === 'built' ? origin.artifact : undefined;
  const span = artifact?.span ?? effects.stage.imageSpan;
  const asked = subject.dockerfile.instructions.some(
    ({ keyword, body }) => keyword === 'RUN' && /\blinux-musl-/.test(body.text),
  );
  const set = [...subject.context.texts].some(
    ([file, text]) => settingFile.test(file) && /<RuntimeIdentifier>\s*linux-musl-/.test(text),
  );
  const published = subject.effects.some(({ artifacts }) =>
    artifacts.some(({ ecosystem }) => ecosystem === 'dotnet'),
  );
  const elsewhere =
    !published && rootImage(effects.stage)?.libc?.kind === 'musl' && !(throughHost && isPortable(app));
  const forMusl = asked || set || (!throughHost && artifact?.libc === 'musl');
  if (forMusl || elsewhere) {
    decline(
      ledger,
      `\`${path}\` ${forMusl ? 'is' : 'may be'} published for the C library of Alpine, which Microsoft's images without a shell do not have.`,
      span,
      'libc-mismatch',
    );
    return;
  }
  if (throughHost) return;
  if (artifact?.libc !== 'glibc')
    decline(
      ledger,
      `How \`${path}\` is made, and for which C library, cannot be told.`,
      span,
      'libc-mismatch',
    );
  else if (artifact.dynamic === undefined)
    decline(
      ledger,
      `\`${path}\` is compiled to machine code: whether it asks for a newer C library than the image without a shell has cannot be told.`,
      span,
      'libc-mismatch',
    );
}

/**
 * What publishes the program elsewhere is in the context, and nothing there names a system to publish for: then it has
 * the native parts of its packages for all of them (learn.microsoft.com, ".NET application publishing overview").
 */
function isPortable({ subject }: Pick<Application, 'subject'>): boolean {
  const texts = [...subject.context.texts].filter(([file]) =>
    /\.(?:ya?ml|sh|mk|csproj|fsproj|vbproj|props|targets|pubxml)$|(?:^|\/)Makefile$/.test(file),
  );
  const publishes = texts.some(([, text]) => /\bdotnet\s+publish\b/.test(text));
  return publishes && !texts.some(([, text]) => namesSystem.test(text));
}

const namesSystem =
  /\bRuntimeIdentifiers?\b|\bmusl\b|\bdotnet\s+publish\b[^\n]*\s(?:-r|--runtime|--os|-a|--arch|--self-contained|--sc)\b|\$\{\{[^}]*(?:runtime|rid)\b/i;

const projectFile = /\.(?:cs|fs|vb)proj$/;

const settingFile = /\.(?:cs|fs|vb)proj$|\.(?:props|pubxml)$/;

const startsPrograms =
  /\bProcess\s*\.\s*Start\s*\(|\bnew\s+(?:System\.Diagnostics\.)?Process(?:StartInfo)?\b|\bCli\.Wrap\s*\(/;

/**
 * Packages that start a browser, which needs libraries of the system. What else loads libraries does so in the original
 * as well, where `apt-get` brings them: see `checkSystemPackages`.
 */
const needsMore = /^(?:PuppeteerSharp|Microsoft\.Playwright\w*|Selenium\.\w+)$/i;

/** ASP.NET Core is part of some project, or that cannot be told. */
export function usesAspNet({ subject }: Pick<Application, 'subject'>): boolean {
  const projects = [...subject.context.texts].filter(([file]) => projectFile.test(file));
  const aspNet = /Microsoft\.(?:NET\.Sdk\.(?:Web|Razor|BlazorWebAssembly)|AspNetCore)/;
  return projects.length === 0 || projects.some(([, text]) => aspNet.test(text));
}
