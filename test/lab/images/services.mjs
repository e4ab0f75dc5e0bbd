/**
 * PostgreSQL and Redis for programs that do not start without: in a container of their own, whose network the program's
 * container shares, so that it reaches them under the names that it expects, and nothing else. Each run gets new ones.
 */
import { buildImage, withFolder } from './recipe.mjs';

export const servicesImage = 'distill-lab/services:1';
/** What listens in the shared network besides the program. */
export const servicePorts = [5432, 6379];
const programs = '/usr/lib/postgresql/15/bin';
const data = '/var/lib/postgresql/data';

/** Makes the image. */
export const makeServices = () =>
  withFolder(folder =>
    buildImage(
      servicesImage,
      [
        'FROM debian:bookworm-slim',
        'RUN apt-get update && apt-get install -y --no-install-recommends postgresql-15 redis-server && rm -rf /var/lib/apt/lists/*',
        `RUN su postgres -c "${programs}/initdb -A trust -D ${data}" && echo fsync=off >> ${data}/postgresql.conf`,
      ],
      folder,
    ),
  );

/**
 * @typedef {object} Services
 * @property {string[]} hosts Names by which the program looks for them.
 * @property {string} [database] `user/name`; its password is not asked.
 */

/** What follows `docker`, to start them. @param {Services} services */
export const startServices = ({ hosts }) => [
  ...['run', '--detach', '--network', 'none', '--hostname', 'verify'],
  ...hosts.flatMap(host => ['--add-host', `${host}:127.0.0.1`]),
  ...[servicesImage, 'sh', '-c'],
  `redis-server --save '' & exec su postgres -c '${programs}/postgres -D ${data}'`,
];

/** What runs in their container until they answer. @param {Services} services */
export function awaitServices({ database = 'postgres/postgres' }) {
  const [user = '', name = ''] = database.split('/');
  return [
    ...['sh', '-c'],
    `cd / && for i in $(seq 60); do ${programs}/pg_isready -q && break; sleep 0.5; done; until redis-cli ping; do sleep 0.2; done
     su postgres -c "createuser -s '${user}'; createdb -O '${user}' '${name}'" 2>&1; ${programs}/pg_isready`,
  ];
}
