/** Whether the image of the original has a program: what it has not got cannot be lost. */
import { executable } from '../../catalogue/paths';
import type { Application } from './application';

/** False only where the program is surely not there. */
export function mayHaveProgram(app: Application, program: string): boolean {
  const { image, chain } = app;
  if (chain.some(({ unknown }) => unknown.some(({ project }) => project === undefined))) return true;
  const installed = chain.flatMap(({ installs }) => installs.flatMap(({ packages }) => packages));
  if (installed.some(name => name === undefined || !hasKnownPrograms(name) || name === program)) return true;
  if (installed.length > 0 && brought.has(program)) return true;
  if (shellWords.has(program) || image.tools.includes(program)) return true;
  return executable(image, program) !== false && !isLeftOut(app, program);
}

/**
 * Whether the official image is known to come without it. Read: the lists of docker-library/buildpack-deps (curl at
 * 4f0449f, scm at 3b4b1fb, bookworm at 84e7e46, trixie at 103e790, all without recommended packages), and the slim and
 * Alpine Dockerfiles of nodejs/docker-node f27d936f, which take away what they compile with.
 */
function isLeftOut({ image, language }: Application, program: string): boolean {
  if (inNone.has(program)) return true;
  const flavour = image.tag.split('-');
  const isSlim = flavour.includes('slim');
  if (!isSlim && image.distribution?.id !== 'alpine') return false;
  if (language === 'node' && /^python3?$/.test(program)) return true;
  // Alpine's busybox has these.
  return inFullOnly.has(program) && (isSlim || !/^(?:wget|ps|unzip)$/.test(program));
}

const inNone: ReadonlySet<string> = new Set(
  'ffmpeg ffprobe chromium chromium-browser google-chrome google-chrome-stable gm tesseract soffice libreoffice wkhtmltopdf pdftotext pdfinfo antiword yt-dlp youtube-dl docker docker-compose kubectl helm aws gcloud terraform rsync zip psql pg_dump pg_restore mysql mysqldump mongodump mongorestore redis-cli systemctl'.split(
    ' ',
  ),
);

const inFullOnly: ReadonlySet<string> = new Set(
  'git gs convert identify magick make gcc g++ svn hg ssh scp curl wget ps unzip'.split(' '),
);

/** Packages of the system that bring nothing but the programs in `brought`. */
function hasKnownPrograms(name: string): boolean {
  return /^(?:ca-certificates|tini|dumb-init|tzdata|openssl|python3?|make|g\+\+|gcc|build-essential|curl|wget|gnupg2?)$/.test(
    name,
  );
}

const brought: ReadonlySet<string> = new Set(
  'openssl python python3 perl make g++ gcc cc c++ ld as ar patch xz dpkg-source curl wget gpg gpg-agent tini dumb-init'.split(
    ' ',
  ),
);

/** Commands that the shell of every image has itself. */
const shellWords: ReadonlySet<string> = new Set(
  'sh cd echo test [ exit export read set true false kill wait ulimit umask printf command exec eval type'.split(
    ' ',
  ),
);
