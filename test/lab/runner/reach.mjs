/**
 * What stands between a public project and the lab, taken out of the lab's copy of its Dockerfile while it is built, the
 * same for an original and its conversion. Neither what is converted nor what comes out of it changes: the network of
 * the build is all that this is about.
 */
import { existsSync } from 'node:fs';
import { authorityFiles, hostBundle } from '../images/debian.mjs';

/** The build context by the name of which a RUN finds the authorities that this machine trusts. */
export const authorities = 'distill-lab-authorities';
const bundle = '/run/distill-lab-authorities.crt';

/**
 * Variables by which package managers find authorities, and Corepack and node-gyp what they load elsewhere. An ARG is in
 * the environment of a RUN and not in that of the image.
 * @param {string} registry npm's.
 */
const variables = registry => ({
  ...Object.fromEntries(
    [
      ...['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'PIP_CERT', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO'],
      ...['NODE_EXTRA_CA_CERTS', 'CARGO_HTTP_CAINFO'],
    ].map(name => [name, bundle]),
  ),
  PIP_DEFAULT_TIMEOUT: '180',
  COREPACK_NPM_REGISTRY: registry.replace(/\/$/, ''),
  // Where the images of Node.js have its headers, which node-gyp loads from the project's site otherwise.
  npm_config_nodedir: '/usr/local',
  // Browsers and accelerators that packages load from elsewhere while they are installed.
  ...Object.fromEntries(
    [
      ...['PUPPETEER_SKIP_DOWNLOAD', 'PUPPETEER_SKIP_CHROMIUM_DOWNLOAD', 'PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD'],
      ...['ELECTRON_SKIP_BINARY_DOWNLOAD', 'SENTRYCLI_SKIP_DOWNLOAD'],
    ].map(name => [name, '1']),
  ),
  CYPRESS_INSTALL_BINARY: '0',
  ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip',
});

/** Whether this machine's downloads are trusted by authorities that no image knows. */
export const needsAuthorities = () => authorityFiles().length > 0 && existsSync(hostBundle);

/** The name of an image without its digest: the lab's reconstructions have others. @param {string} image */
export const withoutDigest = image => image.replace(/@sha256:[0-9a-f]{64}$/, '');

/**
 * A Dockerfile that builds where only package registries answer: without a frontend to load and without digests, and
 * where this machine has authorities of its own, with them within reach of every RUN.
 * @param {string} text
 * @param {string | undefined} registry npm's, where authorities are needed.
 */
export function withinReach(text, registry) {
  const added = Object.entries(registry === undefined ? {} : variables(registry));
  let heredoc = '';
  return text
    .replace(/\r\n/g, '\n')
    .replace(/^(?:#.*\n)*/, head => head.replace(/^#\s*syntax\s*=.*$/gim, '#'))
    .split('\n')
    .flatMap(line => {
      if (heredoc !== '') {
        if (line.replace(/^\t+/, '') === heredoc) heredoc = '';
        return [line];
      }
      heredoc = /^\s*(?:RUN|COPY|ADD)\s.*<<-?["']?([A-Za-z_]\w*)/i.exec(line)?.[1] ?? '';
      if (/^\s*FROM\s/i.test(line)) {
        return [
          line.replace(/@sha256:[0-9a-f]{64}/, ''),
          ...added.map(([name, value]) => `ARG ${name}=${value}`),
        ];
      }
      const plain = line.replace(/(--from=\S+)@sha256:[0-9a-f]{64}/, '$1');
      if (added.length === 0) return [plain];
      return [
        plain.replace(
          /^(\s*RUN)(?=\s)/i,
          `$1 --mount=type=bind,from=${authorities},target=${bundle},source=ca.crt`,
        ),
      ];
    })
    .join('\n');
}
