/** What commands of the build download for the program into its user's home: models, corpora, browsers. */
import { lookup, originOf } from '../../effects/contents';
import { huggingFaceVariables } from '../../effects/python/own-scripts';
import { readRun } from '../../effects/run';
import type { StageEffects } from '../../effects/stage-effects';
import { runtimeVariable } from '../../model/environment';
import { isWithin, joinPath } from '../../model/paths';
import type { ShellCommand } from '../../shell/script';
import type { Instruction } from '../../syntax/instruction';
import { decline, type Ledger } from '../decision';
import type { Application } from './application';
import type { Place } from './places';

interface Download {
  readonly mention: RegExp;
  /** Variables that name another folder than the one in the home. */
  readonly variables: readonly string[];
  readonly what: string;
}

// By the documentation of each: https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables,
// https://www.nltk.org/data.html, https://docs.pytorch.org/docs/stable/hub.html, https://playwright.dev/docs/browsers,
// https://pptr.dev/guides/configuration.
const downloads: readonly Download[] = [
  {
    mention:
      /from_pretrained|snapshot_download|hf_hub_download|huggingface-cli|\bhf download|SentenceTransformer|CrossEncoder|fastembed|faster_whisper/,
    variables: [...huggingFaceVariables, 'XDG_CACHE_HOME'],
    what: 'models of Hugging Face',
  },
  { mention: /\bnltk\b/, variables: ['NLTK_DATA'], what: 'data of NLTK' },
  {
    mention: /torch\.hub|torchvision\.models|\bload_model\(|\beasyocr\b|\brembg\b|\bstanza\b/,
    variables: ['TORCH_HOME', 'XDG_CACHE_HOME'],
    what: 'models',
  },
  {
    mention: /\bplaywright\b[^\n]*\binstall\b/,
    variables: ['PLAYWRIGHT_BROWSERS_PATH'],
    what: 'browsers of Playwright',
  },
  {
    mention: /\bpuppeteer\b[^\n]*\binstall\b/,
    variables: ['PUPPETEER_CACHE_DIR'],
    what: 'browsers of Puppeteer',
  },
];

/** Declines where a command fills a folder in the home of the build's user, which another user does not look into. */
export function checkHomeDownloads(
  { chain, subject }: Application,
  places: readonly Place[],
  ledger: Ledger,
): void {
  for (const effects of chain)
    for (const step of effects.stage.steps) {
      if (step.instruction.keyword !== 'RUN' || isKnown(step.instruction, effects)) continue;
      for (const command of readRun(step)?.commands ?? []) {
        const text = textOf(command, effects, subject.tree.text);
        const found = downloads.find(({ mention }) => mention.test(text));
        if (found === undefined) continue;
        const folder = found.variables
          .map(name => runtimeVariable(effects.stage.end.environment, name)?.value)
          .find(value => value?.kind === 'value')?.value;
        if (folder !== undefined && places.some(({ path }) => isWithin(folder, path))) continue;
        decline(
          ledger,
          `This command may download ${found.what} into the home of the user who builds, where the program would not find them in the new image. \`${found.variables[0]}\` with a folder of the application would bring them along.`,
          command.span,
        );
      }
    }
}

/** The folder that the instruction downloads to is a place of its own. */
function isKnown(instruction: Instruction, { contents }: StageEffects): boolean {
  return [...contents.entries.values()].some(list =>
    list.some(
      ({ entry: { by, kind, origin } }) =>
        by === instruction && kind === 'directory' && origin.kind === 'made' && origin.how === 'download',
    ),
  );
}

/** The command, and the script that it runs. */
function textOf(
  { words, cwd }: ShellCommand,
  { contents }: StageEffects,
  read: (path: string) => string | undefined,
): string {
  const values = words.map(word => word.value ?? word.text);
  const runs =
    /(?:^|\/)(?:python[\d.]*|node|npx|uv|uvx|poetry|pipenv|playwright|huggingface-cli|hf|tsx|bun|yarn|pnpm|npm)$/.test(
      values[0] ?? '',
    );
  if (!runs) return '';
  const scripts = values
    .filter(value => /\.(?:py|[cm]?[jt]s)$/.test(value))
    .flatMap(value => {
      const path = joinPath(cwd, value);
      const origin = path === undefined ? undefined : originOf(lookup(contents, path));
      return origin?.kind === 'context' ? (read(origin.path) ?? '') : '';
    });
  return [values.join(' '), ...scripts].join('\n');
}
