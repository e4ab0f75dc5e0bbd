/**
 * PostgreSQL, MariaDB and Redis for programs that do not start without: in a container of their own, whose network the program's
 * container shares, so that it reaches them under the names that it expects, and nothing else. Each run gets new ones.
 */
import { buildImage, withFolder } from './recipe.mjs';

export const servicesImage = 'distill-lab/services:2';
/** What listens in the shared network besides the program. */
export const servicePorts = [3306, 3307, 5432, 6379];
const programs = '/usr/lib/postgresql/15/bin';
const data = '/var/lib/postgresql/data';

/** Makes the image. */
export const makeServices = () =>
  withFolder(folder =>
    buildImage(
      servicesImage,
      [
        'FROM debian:bookworm-slim',
        'RUN apt-get update && apt-get install -y --no-install-recommends postgresql-15 redis-server mariadb-server && rm -rf /var/lib/apt/lists/*',
        `RUN su postgres -c "${programs}/initdb -A trust -D ${data}" && echo fsync=off >> ${data}/postgresql.conf`,
      ],
      folder,
    ),
  );

/**
 * @typedef {object} Services
 * @property {string[]} hosts Names by which the program looks for them.
 * @property {string} [database] `user/name`; its password is not asked.
 * @property {string} [mysql] The name of a database of MariaDB's, which is only started with this; it asks nobody anything.
 * @property {number} [mysqlPort] 3306 if nothing is said.
 */

/** What follows `docker`, to start them. @param {Services} services */
export const startServices = ({ hosts, mysql, mysqlPort = 3306 }) => [
  ...['run', '--detach', '--network', 'none', '--hostname', 'verify'],
  ...hosts.flatMap(host => ['--add-host', `${host}:127.0.0.1`]),
  ...[servicesImage, 'sh', '-c'],
  `${mysql === undefined ? '' : `mkdir -p /run/mysqld; mariadbd --user=root --skip-grant-tables --bind-address=127.0.0.1 --port=${mysqlPort} & `}redis-server --save '' & exec su postgres -c '${programs}/postgres -D ${data}'`,
];

/** What runs in their container until they answer. @param {Services} services */
export function awaitServices({ database = 'postgres/postgres', mysql }) {
  const [user = '', name = ''] = database.split('/');
  return [
    ...['sh', '-c'],
    `cd / && for i in $(seq 60); do ${programs}/pg_isready -q && break; sleep 0.5; done; until redis-cli ping; do sleep 0.2; done
     su postgres -c "createuser -s '${user}'; createdb -O '${user}' '${name}'" 2>&1
     ${mysql === undefined ? '' : `until mariadb-admin --silent ping; do sleep 0.5; done; mariadb-admin create '${mysql}'`}
     ${programs}/pg_isready`,
  ];
}
