/** The split of a .NET program that keeps a shell: Microsoft's image with the run time alone instead of the SDK's. */
import { findImage } from '../../catalogue/images';
import { throughMirror } from '../../catalogue/mirrors';
import { splitTag } from '../../catalogue/official-tags';
import { parseReference } from '../../catalogue/reference';
import type { CatalogueImage } from '../../catalogue/types';
import { lookup } from '../../effects/contents';
import { lineage } from '../../model/build';
import { baseName, joinPath } from '../../model/paths';
import type { Application } from '../applications/application';
import { launchOf } from '../applications/launched';
import { convertSlim } from '../applications/slim';
import type { Draft } from '../convert';
import { decline, type Ledger } from '../decision';
import { usesAspNet } from './check-program';
import { keptSettings } from './dotnet-runtime';
import { ofTheSdk, why } from './plan-dotnet';
import { publishedFiles } from './published-files';
import { dotnetSources } from './sources';

/** Undefined with reasons where the start needs the SDK, or which image belongs to it is not known for certain. */
export function dotnetSlim(app: Application, ledger: Ledger): Draft | undefined {
  const image = imageOf(app, ledger);
  if (image === undefined) return undefined;
  const { text, facts } = image;
  if (facts === undefined) return convertSlim(app, ledger, { image: { text, full: false } });
  const span = app.effects.stage.imageSpan;
  const [program = '', first] = (launchOf(app)?.argv ?? []).map(({ value }) => value);
  const throughHost = baseName(program) === 'dotnet';
  if (throughHost && !/\.dll$/i.test(first ?? '')) return decline(ledger, why(first, app), span);
  const path = joinPath(app.workdir, throughHost ? (first ?? '') : program);
  // A script, or a line of a shell, may start anything that the SDK has.
  if (path === undefined || (!throughHost && !isPublished(app, path)))
    return decline(
      ledger,
      `Whether the start needs the SDK of \`${app.effects.stage.imageText ?? ''}\` cannot be told.`,
      span,
    );
  if (dotnetSources(app).length === 0)
    return decline(
      ledger,
      "The sources of the program are not in the build context: which programs of the SDK's image it starts cannot be told.",
      span,
    );
  const selected = publishedFiles(app, path);
  return convertSlim(app, ledger, {
    image: { text, full: true },
    covers: ofTheSdk,
    environment: keptSettings(app, facts),
    ...(selected === undefined ? {} : { selected }),
  });
}

function isPublished({ effects }: Application, path: string): boolean {
  const { presence, entry } = lookup(effects.contents, path);
  return presence === 'yes' && entry?.origin.kind === 'built';
}

interface Found {
  readonly text: string;
  /** Undefined for the image that the stage is on already. */
  readonly facts: CatalogueImage | undefined;
}

/**
 * `sdk:8.0.404-jammy` is `aspnet:8.0-jammy`: the patches are counted differently, the systems are the same
 * (dotnet/dotnet-docker, README.sdk.md and supported-tags.md). On Debian the run time is on the slim variant alone.
 */
function imageOf(app: Application, ledger: Ledger): Found | undefined {
  const { effects, subject } = app;
  const root = lineage(effects.stage).at(-1);
  const text = root?.from.words[0]?.text ?? '';
  const reference = root?.base.kind === 'image' ? root.base.reference : undefined;
  const [, path, name] =
    /^(mcr\.microsoft\.com\/dotnet\/(?:core\/)?)(sdk|aspnet|runtime|runtime-deps)$/.exec(
      reference?.repository ?? '',
    ) ?? [];
  if (name !== undefined && name !== 'sdk') return { text, facts: undefined };
  const { version, rest } = splitTag(reference?.tag ?? '');
  const line = /^\d+\.\d+/.exec(version)?.[0];
  const system = rest
    .replace(/-(?:amd64|arm64v8|arm32v7)$/, '')
    .replace(/^(-(?:stretch|buster|bullseye|bookworm))$/, '$1-slim');
  const own = usesAspNet(app) ? 'aspnet' : 'runtime';
  const wanted =
    line === undefined || text.includes('$') ? undefined : parseReference(`${path}${own}:${line}${system}`);
  const facts =
    wanted === undefined || /alpine|azurelinux|mariner/.test(rest) ? undefined : findImage(wanted);
  if (wanted === undefined || facts === undefined || facts.shell === false)
    return decline(
      ledger,
      `Which image with the run time alone belongs to \`${text}\`, the same version on the same distribution, cannot be told.`,
      root?.imageSpan,
    );
  return { text: throughMirror(wanted.text, subject.settings.imageMirrors), facts };
}
