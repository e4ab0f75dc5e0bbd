/** What the tags of `node` mean: a release, and what its images come with. */

/**
 * @typedef {object} Line
 * @property {string} npm
 * @property {string | undefined} [corepack] None from 25 on.
 * @property {string} [yarn] None from 26 on.
 * @property {string} [suite] The Debian of an unsuffixed tag; none where the lab has not that Debian.
 */

/**
 * What a major line comes with: its newest release in November 2026, what that has, and what the releases below a minor
 * had instead, where a project can tell: the first that fits.
 * @type {Record<string, Line & { release: string, older?: readonly [below: number, Partial<Line>][] }>}
 */
export const lines = {
  14: {
    ...{ release: '14.21.3', npm: '6.14.18', corepack: '0.15.3', yarn: '1.22.19' },
    older: [[19, { corepack: undefined }]],
  },
  16: {
    ...{ release: '16.20.2', npm: '8.19.4', corepack: '0.17.0', yarn: '1.22.19' },
    older: [
      [9, { npm: '7.24.2', corepack: undefined }],
      [11, { npm: '7.24.2' }],
    ],
  },
  17: { release: '17.9.1', suite: 'bullseye', npm: '8.11.0', corepack: '0.10.0', yarn: '1.22.19' },
  18: {
    ...{ release: '18.20.8', suite: 'bookworm', npm: '10.8.2', corepack: '0.32.0', yarn: '1.22.22' },
    older: [
      [14, { npm: '8.19.3', suite: 'bullseye', corepack: '0.17.0', yarn: '1.22.19' }],
      [16, { npm: '9.5.1', suite: 'bullseye', corepack: '0.17.0', yarn: '1.22.19' }],
      [19, { npm: '9.8.1', corepack: '0.17.0', yarn: '1.22.19' }],
    ],
  },
  19: {
    ...{ release: '19.8.1', suite: 'bullseye', npm: '9.5.1', corepack: '0.17.0', yarn: '1.22.19' },
    older: [[3, { npm: '8.19.3' }]],
  },
  20: {
    ...{ release: '20.20.2', suite: 'bookworm', npm: '10.8.2', corepack: '0.34.6', yarn: '1.22.22' },
    older: [
      [3, { npm: '9.8.1', suite: 'bullseye', corepack: '0.17.0', yarn: '1.22.19' }],
      [8, { npm: '9.8.1', corepack: '0.17.0', yarn: '1.22.19' }],
    ],
  },
  21: { release: '21.7.3', suite: 'bookworm', npm: '10.5.0', corepack: '0.25.2', yarn: '1.22.19' },
  22: { release: '22.23.3', suite: 'bookworm', npm: '10.9.9', corepack: '0.34.6', yarn: '1.22.22' },
  23: { release: '23.11.1', suite: 'bookworm', npm: '10.9.2', corepack: '0.32.0', yarn: '1.22.22' },
  24: { release: '24.21.0', suite: 'bookworm', npm: '11.21.2', corepack: '0.34.6', yarn: '1.22.22' },
  25: { release: '25.9.0', suite: 'bookworm', npm: '11.12.1', yarn: '1.22.22' },
  26: { release: '26.10.0', suite: 'trixie', npm: '11.21.2' },
};
const newest = '26';
/** The names of lines under long-term support; `lts` as the catalogue knows it. @type {Record<string, string>} */
export const codenames = {
  fermium: '14',
  gallium: '16',
  hydrogen: '18',
  iron: '20',
  jod: '22',
  krypton: '24',
  lts: '24',
};

/**
 * What a release has.
 * @param {string} release Or the beginning of its number.
 * @returns {Line | undefined}
 */
export function lineOf(release) {
  const [major = '', minor] = release.split('.');
  const line = lines[major];
  const older = minor === undefined ? undefined : line?.older?.find(([below]) => Number(minor) < below);
  return line && { ...line, ...older?.[1] };
}

/**
 * Reads a tag of `node`; nothing for what the lab does not make: Alpine, Windows, older Debian, older majors.
 * @param {string} tag
 * @returns {{ major: string, release: string, suite: string, slim: boolean } | undefined}
 */
export function readNodeTag(tag) {
  const words = tag.split('-');
  const slim = words.at(-1) === 'slim' && Boolean(words.pop());
  const named = /^(?:trixie|bookworm|bullseye)$/.test(words.at(-1) ?? '') ? words.pop() : undefined;
  if (words.length > 1) return undefined;
  const word = words[0] ?? 'latest';
  const found = /^(\d+)(\.\d+){0,2}$/.exec(word);
  const major = found?.[1] ?? (/^(?:latest|current)$/.test(word) ? newest : codenames[word]);
  const line = major === undefined ? undefined : lines[major];
  if (!major || !line) return undefined;
  const release = found?.[2] ? word : line.release;
  const suite = named ?? lineOf(release)?.suite;
  return suite ? { major, release, suite, slim } : undefined;
}
