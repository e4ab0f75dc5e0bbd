/** The table: all rows of all subjects, with what they leave out filled in. */
import { usual } from './context.mjs';
import { rows as add } from './rows/add.mjs';
import { rows as basics } from './rows/basics.mjs';
import { rows as commands } from './rows/commands.mjs';
import { rows as flags } from './rows/flags.mjs';
import { rows as heredocs } from './rows/heredocs.mjs';
import { rows as links } from './rows/links.mjs';
import { rows as stages } from './rows/stages.mjs';
import { rows as start } from './rows/start.mjs';
import { rows as wildcards } from './rows/wildcards.mjs';
import { rows as workdir } from './rows/workdir.mjs';

/**
 * A row as it is written: the instructions with `¶` between them, or those with what else is to be said.
 * @typedef {string | {
 *   file: string,
 *   files?: import('./context.mjs').Files,
 *   vague?: readonly string[],
 *   absent?: readonly string[],
 *   fails?: boolean,
 *   rule?: string,
 *   config?: boolean,
 * }} Written
 *
 * `vague` names folders of which the model need not be sure, `absent` paths of which it must say no; `fails` that
 * BuildKit refuses it, and `rule` which rule of the linter knows; `config` compares the config and not the files.
 * @typedef {object} Row
 * @property {string} title
 * @property {string} source
 * @property {import('./context.mjs').Files} files
 * @property {readonly string[]} vague
 * @property {readonly string[]} absent
 * @property {boolean} fails
 * @property {string | undefined} rule
 * @property {boolean} config
 */

/** @type {Record<string, Record<string, Written>>} */
const subjects = { basics, wildcards, flags, add, heredocs, stages, links, workdir, commands, start };

/** @returns {Row[]} */
export const allRows = () =>
  Object.entries(subjects).flatMap(([subject, rows]) =>
    Object.entries(rows).map(([name, written]) => {
      const row = typeof written === 'string' ? { file: written } : written;
      return {
        title: `${subject}: ${name}`,
        source: `${row.file.replaceAll('¶', '\n')}\n`,
        files: row.files ?? usual,
        vague: row.vague ?? [],
        absent: row.absent ?? [],
        fails: row.fails ?? false,
        rule: row.rule,
        config: row.config ?? false,
      };
    }),
  );

/** The rows of a quick run: without commands and without the largest base, which is what takes the time. */
export const quickRows = () => allRows().filter(({ source }) => !/^RUN |^FROM debian/m.test(source));
