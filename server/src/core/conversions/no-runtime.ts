/** Servers and languages that no image without a shell is certain for: what to say instead of guessing. */
import type { BuildEffects, StageEffects } from '../effects/stage-effects';
import { startOf } from './applications/languages';
import { findStarted, goOutputOf } from './go/programs';

/**
 * Why a stage on such an image is not converted, and what there is instead; undefined on every other image, and where
 * the stage starts a program that the file builds with Go.
 */
export function noRuntime(
  [effects, ...below]: readonly StageEffects[],
  all: BuildEffects,
): string | undefined {
  const root = below.at(-1)?.stage ?? effects?.stage;
  if (effects === undefined || root === undefined || root.base.kind !== 'image') return undefined;
  const { repository, tag = '' } = root.base.reference;
  const known = reasons.find(({ images, tags }) => images.test(repository) && tags?.test(tag) !== false);
  if (known === undefined || startsGo(effects, all)) return undefined;
  return `\`${root.imageText ?? ''}\`: ${known.why}`;
}

function startsGo(effects: StageEffects, all: BuildEffects): boolean {
  const word = startOf(effects)?.argv?.[0];
  const started = word === undefined ? undefined : findStarted(word, effects);
  return started !== undefined && goOutputOf(started.found, all) !== undefined;
}

/** By the repository's name; hardened images of these exist (facts/images.json: dhi.io, cgr.dev/chainguard). */
const reasons: readonly {
  readonly images: RegExp;
  /** Of the tags of these images those that are meant; all without it. */
  readonly tags?: RegExp;
  readonly why: string;
}[] = [
  {
    images: /^(?:php|wordpress|drupal|joomla)$/,
    tags: /(?:^|-)apache(?:-|$)|^latest$/,
    why: 'Apache runs PHP inside of itself here and is started by a shell script, and no image without a shell has the two together. Composer and Node.js can stay behind: in a stage of their own, with `COPY --from` for what they make.',
  },
  {
    images: /^(?:php|wordpress|drupal|joomla|composer)$/,
    why: 'Google has no image of PHP, and the entrypoint and `docker-php-ext-*` of this one are shell scripts. `dhi.io/php` and `cgr.dev/chainguard/php` have variants without a shell, with the extensions that they bring. Composer and Node.js can stay behind in any case: in a stage of their own, with `COPY --from` for what they make.',
  },
  {
    images: /^(?:ruby|jruby)$/,
    why: 'Google has no image of Ruby, and the programs of gems find their interpreter with `/usr/bin/env`. `dhi.io/ruby` and `cgr.dev/chainguard/ruby` have variants without a shell.',
  },
  {
    images: /^(?:nginx|nginxinc\/nginx-unprivileged|httpd|caddy|haproxy|traefik)$/,
    why: 'this server is not among the images without a shell that need no account. `dhi.io/nginx` and `cgr.dev/chainguard/nginx` are such images; `nginxinc/nginx-unprivileged` at least does not run as root.',
  },
  {
    images:
      /^(?:postgres|mysql|mariadb|mongo|redis|valkey\/valkey|rabbitmq|memcached|elasticsearch|influxdb|cassandra|neo4j)$/,
    why: 'the entrypoint of a database is a shell script that sets it up.',
  },
  {
    images: /^(?:elixir|erlang|hexpm\/elixir|hexpm\/erlang)$/,
    why: 'a release of Mix starts by a shell script, and `mix` itself needs the whole of Elixir.',
  },
  {
    images: /^(?:oven\/bun|denoland\/deno)$/,
    why: 'only from the images of its makers on Debian, such as `oven/bun:1` and `denoland/deno:2.1.4`, is this runtime known to run on a base without a shell.',
  },
  {
    images:
      /^(?:perl|r-base|rocker\/[\w-]+|julia|haskell|swift|dart|ghcr\.io\/cirruslabs\/flutter|lua|racket\/racket|clojure|swipl)$/,
    why: 'which other image runs programs of this language is not known to Distill.',
  },
  {
    images:
      /^(?:tomcat|jetty|wildfly|quay\.io\/wildfly\/wildfly|open-liberty|websphere-liberty|payara\/[\w-]+)$/,
    why: 'this application server starts by a shell script. A jar that brings its own server (Spring Boot: `packaging` `jar`) would run on a distroless image.',
  },
];
