/** The shape of the file of `--expect`, and of the image lab's expect.json. */
import * as z from 'zod/mini';
import { matcherOf } from './matching';
import { fitting, only } from './mistakes';

const texts = z.array(z.string());
const name = (what: string) => fitting(z.string, what, value => /^[^=\0]+$/.test(value));
const pattern = fitting(
  z.string,
  'a text, or a valid regular expression between slashes',
  value => matcherOf(value) !== undefined,
);
const place = fitting(
  z.string,
  'an absolute path in the container, without `:` and `,`',
  path => /^\/[^:,\0]*$/.test(path) && !path.split('/').includes('..'),
);
const numberIn = (what: string, from: number, to: number) =>
  fitting(z.int, `${what} from ${from} to ${to}`, value => value >= from && value <= to);

const request = only({
  port: numberIn('a port', 1, 65535),
  path: z._default(
    fitting(z.string, 'a path such as /health', path => /^\/[!-~]*$/.test(path)),
    '/',
  ),
  method: z._default(
    fitting(z.string, 'a method such as GET', method => /^[A-Z]+$/.test(method)),
    'GET',
  ),
  headers: z._default(z.record(name('the name of a header'), z.string()), {}),
  body: z.optional(z.string()),
  expect: z._default(
    only({
      status: z.optional(numberIn('an HTTP status', 100, 599)),
      body: z.optional(pattern),
      type: z.optional(pattern),
      location: z.optional(pattern),
    }),
    {},
  ),
});

const run = only({
  name: z.optional(z.string()),
  smoke: z._default(z.boolean(), false),
  args: z.optional(texts),
  env: z._default(z.record(name('the name of a variable'), z.string()), {}),
  user: z.optional(
    fitting(z.string, 'a user such as "65532" or app:app', user => /^[\w.][\w.-]*(:[\w.-]+)?$/.test(user)),
  ),
  readOnly: z._default(z.boolean(), false),
  volumes: z._default(z.array(place), []),
  tmpfs: z._default(z.array(place), []),
  options: z._default(texts, []),
  network: z._default(z.enum(['default', 'none', 'host']), 'default'),
  http: z._default(z.array(request), []),
  seconds: z.optional(
    fitting(z.number, 'a number of seconds, up to 3600', value => value > 0 && value <= 3600),
  ),
  leaves: z._default(z.array(place), []),
  stop: z._default(z.boolean(), false),
  exit: z.optional(
    z.union(
      [fitting(z.int, 'an exit code', code => code >= 0 && code <= 255), z.literal('running')],
      'an exit code from 0 to 255, or running',
    ),
  ),
  stdout: z.optional(
    z.union([pattern, texts], 'a text, a valid regular expression between slashes, or a list of lines'),
  ),
  health: z.optional(pattern),
  files: z._default(
    z.union(
      [z.record(place, z.nullable(pattern)), z.array(place)],
      'absolute paths, each with the text of the file or null, or a list of them',
    ),
    {},
  ),
});

/** A run that states nothing. */
export const emptyRun = z.parse(run, {});

/** What only the image lab reads is let through, so that one file serves both. */
export const expectationShape = only({
  runs: fitting(
    what => z.array(run, what),
    'a list of at least one run',
    runs => runs.length > 0,
  ),
  buildArgs: z._default(z.record(name('the name of a build argument'), z.string()), {}),
  about: z.optional(z.unknown()),
  language: z.optional(z.unknown()),
  quick: z.optional(z.unknown()),
  conversion: z.optional(z.unknown()),
});
