/** What a .NET program needs beside its own files, by its sources and the packages of its projects. */
import { lookup, originOf } from '../../effects/contents';
import { readDotnetProject } from '../../manifests/dotnet-project';
import type { Application } from '../applications/application';
import { decline, type Ledger } from '../decision';

/**
 * Declines where the sources start other programs, a package brings one along that needs a browser or more libraries,
 * or machine code was made for another C library or a newer one.
 */
export function checkDotnetProgram(
  app: Application,
  path: string,
  throughHost: boolean,
  ledger: Ledger,
): void {
  const { subject, effects } = app;
  const span = effects.stage.imageSpan;
  for (const [file, text] of subject.context.texts) {
    if (!/\.(?:cs|fs|vb)$/.test(file) || aside.test(file)) continue;
    const line = text.search(startsPrograms);
    if (line >= 0)
      decline(
        ledger,
        `\`${file}:${text.slice(0, line).split('\n').length}\` starts another program, and an image without a shell has none.`,
        span,
        'missing-executable',
      );
  }
  for (const [file, text] of subject.context.texts) {
    const found = /\.(?:cs|fs|vb)proj$/.test(file) && !aside.test(file) ? readDotnetProject(text) : undefined;
    const needy = found?.packages.find(name => needsMore.test(name));
    if (needy !== undefined)
      decline(
        ledger,
        `\`${file}\` uses \`${needy}\`, which needs programs or libraries of the system that an image without a shell does not have.`,
        span,
        'missing-shared-library',
      );
  }
  const origin = originOf(lookup(effects.contents, path));
  const artifact = origin?.kind === 'built' ? origin.artifact : undefined;
  if (throughHost) return;
  if (artifact === undefined)
    decline(
      ledger,
      `\`${path}\` is a program whose making cannot be told: what it needs is not known.`,
      span,
    );
  else if (artifact.libc !== 'glibc')
    decline(
      ledger,
      artifact.libc === 'musl'
        ? `\`${path}\` is made for the C library of Alpine, which Microsoft's images without a shell do not have.`
        : `For which C library \`${path}\` is made cannot be told.`,
      artifact.span,
      'libc-mismatch',
    );
  else if (artifact.dynamic === undefined)
    decline(
      ledger,
      `\`${path}\` is compiled to machine code: whether it asks for a newer C library than the image without a shell has cannot be told.`,
      artifact.span,
      'libc-mismatch',
    );
}

const startsPrograms =
  /\bProcess\s*\.\s*Start\s*\(|\bnew\s+(?:System\.Diagnostics\.)?ProcessStartInfo\b|\bCli\.Wrap\s*\(/;

/**
 * Packages that start a browser, which needs libraries of the system. What else loads libraries does so in the original
 * as well, where `apt-get` brings them: see `checkSystemPackages`.
 */
const needsMore = /^(?:PuppeteerSharp|Microsoft\.Playwright\w*|Selenium\.\w+)$/i;

/** Tests, and what is run on a developer's machine. */
const aside = /(?:^|\/)(?:[\w.]*tests?|samples?|tools|benchmarks?|obj|bin)\//i;

/** ASP.NET Core is part of some project, or that cannot be told. */
export function usesAspNet({ subject }: Pick<Application, 'subject'>): boolean {
  const projects = [...subject.context.texts].filter(([file]) => /\.(?:cs|fs|vb)proj$/.test(file));
  return (
    projects.length === 0 ||
    projects.some(([, text]) =>
      /Microsoft\.(?:NET\.Sdk\.(?:Web|Razor|BlazorWebAssembly)|AspNetCore)/.test(text),
    )
  );
}
