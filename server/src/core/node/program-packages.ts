/**
 * Packages that start programs which are no part of them, by what their published code does in the version named.
 * `programs` are those any of which it needs; a shell is `sh`.
 */
export interface ProgramPackage {
  readonly name: string;
  readonly programs: readonly string[];
  /** Packages that bring the program themselves, as one file without further needs. */
  readonly broughtBy?: readonly string[];
}

/** What is known of a package by its name; undefined for one that starts nothing, as far as is known. */
export function programPackage(name: string): ProgramPackage | undefined {
  return packages.find(known => known.name === name);
}

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ffmpeg = ['ffmpeg-static', '@ffmpeg-installer/ffmpeg'];

const packages: readonly ProgramPackage[] = [
  // Their install scripts download a browser, which links libraries of a desktop.
  { name: 'puppeteer', programs: ['sh'] },
  { name: 'playwright', programs: ['sh'] },
  { name: '@playwright/test', programs: ['sh'] },
  { name: 'html-pdf-node', programs: ['sh'] },
  // puppeteer-core 24.43, chrome-launcher 1.2: start a browser that is there, or speak to one elsewhere.
  { name: 'puppeteer-core', programs: browsers },
  { name: 'playwright-core', programs: browsers },
  { name: 'chrome-launcher', programs: browsers },
  // fluent-ffmpeg 2.1, lib/processor.js and lib/ffprobe.js.
  { name: 'fluent-ffmpeg', programs: ['ffmpeg', 'ffprobe'], broughtBy: ffmpeg },
  // gm 1.25, lib/command.js; imagemagick 0.1, imagemagick.js.
  { name: 'gm', programs: ['gm', 'convert', 'identify', 'magick'] },
  { name: 'imagemagick', programs: ['convert', 'identify'] },
  { name: 'pdf2pic', programs: ['gm', 'convert', 'gs'] },
  // pdf-image 2.0, index.js: also `rm`, through exec.
  { name: 'pdf-image', programs: ['pdfinfo', 'convert', 'gm'] },
  // simple-git 4.0: spawns `git`.
  { name: 'simple-git', programs: ['git'] },
  // node-cmd 5.0, node-machine-id 1.1, systeminformation 5.33, wkhtmltopdf 0.4, textract 2.5: through exec or `/bin/sh`.
  { name: 'node-cmd', programs: ['sh'] },
  { name: 'node-machine-id', programs: ['sh'] },
  { name: 'systeminformation', programs: ['sh'] },
  { name: 'wkhtmltopdf', programs: ['wkhtmltopdf'] },
  { name: 'textract', programs: ['unzip', 'pdftotext', 'tesseract', 'antiword'] },
  // html-pdf 3.0 starts PhantomJS, which links fontconfig.
  { name: 'html-pdf', programs: ['sh'] },
  // exiftool-vendored 35.21, dist/ExifTool.js.
  { name: 'exiftool-vendored', programs: ['perl'] },
  // node-pty 1.1 is there to start shells.
  { name: 'node-pty', programs: ['sh'] },
  // ps-list 9.0, ps-tree 1.2, tree-kill 1.2.
  { name: 'ps-list', programs: ['ps'] },
  { name: 'ps-tree', programs: ['ps'] },
  { name: 'tree-kill', programs: ['ps'] },
  // node-tesseract-ocr 2.2, libreoffice-convert 1.8, ping 0.4.
  { name: 'node-tesseract-ocr', programs: ['tesseract'] },
  { name: 'libreoffice-convert', programs: ['soffice', 'libreoffice'] },
  { name: 'ping', programs: ['ping'] },
  // youtube-dl-exec 3.1 downloads yt-dlp, a script for Python.
  { name: 'youtube-dl-exec', programs: ['python3', 'python'] },
];
