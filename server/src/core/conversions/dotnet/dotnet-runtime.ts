/** Which of Microsoft's images without a shell runs a .NET program: the chiselled one of the same line. */
import { findImage } from '../../catalogue/images';
import { throughMirror } from '../../catalogue/mirrors';
import { parseReference } from '../../catalogue/reference';
import type { CatalogueImage } from '../../catalogue/types';
import { runtimeVariable } from '../../model/environment';
import type { Application } from '../applications/application';
import { asksClosedVendor } from '../applications/closed-vendors';
import { decline, type Ledger, note } from '../decision';

export interface DotnetRuntime {
  readonly image: string;
  readonly facts: CatalogueImage;
  /** Settings of the old image that the new one has not, or has otherwise. */
  readonly environment: readonly string[];
}

/**
 * Undefined with a reason where there is none. The `-extra` variant has ICU and the time zones; the plain one works
 * without cultures (dotnet/dotnet-docker, image-variants.md).
 */
export function decideDotnetRuntime(
  app: Application,
  { selfContained, usesAspNet }: { readonly selfContained: boolean; readonly usesAspNet: boolean },
  ledger: Ledger,
): DotnetRuntime | undefined {
  const { image, effects, subject, to } = app;
  const span = effects.stage.imageSpan;
  if (asksClosedVendor(app))
    return decline(
      ledger,
      `.NET programs are moved to Microsoft's own images without a shell, not to \`${to}\`.`,
      span,
    );
  // The user of those images is not root, and no tag of them has another.
  if (ledger.keepsRoot)
    return decline(
      ledger,
      "The program needs root, whom Microsoft's images without a shell do not run as.",
      span,
    );
  const name = /^mcr\.microsoft\.com\/dotnet\/(sdk|aspnet|runtime|runtime-deps)$/.exec(image.repository)?.[1];
  const line = /^\d+\.\d+/.exec(image.version ?? '')?.[0];
  if (name === undefined || line === undefined)
    return decline(
      ledger,
      `Which version of .NET \`${effects.stage.imageText ?? ''}\` has cannot be told: one of Microsoft's images with a version in its tag would say it.`,
      span,
    );
  const own = selfContained ? 'runtime-deps' : name === 'sdk' ? (usesAspNet ? 'aspnet' : 'runtime') : name;
  const candidates = ['noble', 'jammy'].map(
    system => `mcr.microsoft.com/dotnet/${own}:${line}-${system}-chiseled-extra`,
  );
  for (const text of candidates) {
    const reference = parseReference(text);
    const facts = reference === undefined ? undefined : findImage(reference);
    if (facts?.family !== 'dotnet-chiseled' || facts.shell !== false) continue;
    note(ledger, `\`${text}\` has not been tried: no test of this project builds .NET.`, span);
    return {
      image: throughMirror(text, subject.settings.imageMirrors),
      facts,
      environment: keptSettings(app, facts),
    };
  }
  return decline(
    ledger,
    `There is no image of .NET ${line} without a shell that has ICU, for cultures, and the time zones: \`--runtime-version\` would move the program to a version that has one.`,
    span,
  );
}

/** What the runtime and ASP.NET Core read: the port, and whether cultures are left out. */
export function keptSettings(
  { image, effects }: Pick<Application, 'image' | 'effects'>,
  facts: CatalogueImage,
): string[] {
  // The SDK takes the port of its own base away (dotnet/dotnet-docker, src/sdk/8.0/bookworm-slim/amd64/Dockerfile).
  const own =
    image.repository.endsWith('/sdk') && facts.env.ASPNETCORE_HTTP_PORTS !== undefined
      ? { ...image.env, ASPNETCORE_HTTP_PORTS: '' }
      : image.env;
  return Object.entries(own).flatMap(([name, value]) => {
    if (!/^(?:ASPNETCORE|DOTNET)_/.test(name) || /^DOTNET_(?:VERSION|RUNNING_IN_CONTAINER)$/.test(name))
      return [];
    const set = runtimeVariable(effects.stage.end.environment, name);
    // What the file sets itself goes along with its own line.
    return set?.by !== undefined || facts.env[name] === value ? [] : [`${name}=${value}`];
  });
}
