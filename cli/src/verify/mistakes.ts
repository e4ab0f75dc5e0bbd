/** Says in words what is wrong with data that a user wrote, by the shape that it should have. */
import * as z from 'zod/mini';

/** The value as its shape has it, or a sentence for each mistake, with its path and what is wanted there. */
export function mistakes<Shape extends z.ZodMiniType>(
  shape: Shape,
  value: unknown,
): { readonly value: z.output<Shape> } | { readonly mistakes: readonly string[] } {
  const result = z.safeParse(shape, value);
  if (result.success) return { value: result.data };
  return { mistakes: result.error.issues.map(issue => sentence(issue, value)) };
}

/** A value of a kind that also has to pass a test; `what` says to the user what that is. */
export function fitting<Kind extends z.ZodMiniType>(
  kind: (what: string) => Kind,
  what: string,
  fits: (value: z.output<Kind>) => boolean,
): Kind {
  return kind(what).check(z.refine(fits, what));
}

/** An object without other keys than these. */
export function only<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: issue =>
      issue.code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : 'names with values',
  });
}

function sentence(issue: z.core.$ZodIssue, root: unknown): string {
  const place = pathText(issue.path) || 'the file';
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map(name => `\`${name}\``).join(', ');
    return `${place} has no ${names}; it has ${issue.message}`;
  }
  if (issue.code === 'invalid_key') {
    const [inner] = issue.issues;
    const name = String(issue.path.at(-1));
    return `${pathText(issue.path.slice(0, -1))} wants ${inner?.message ?? 'another name'} as a name, not ${shown(name)}`;
  }
  const value = issue.path.reduce<unknown>((one, key) => (one as Record<PropertyKey, unknown>)?.[key], root);
  const wanted = wantedBy(issue);
  return value === undefined || (value === null && issue.path.length === 0)
    ? `${place} is missing${issue.path.length === 0 ? ' its content' : ''}: it wants ${wanted}`
    : `${place} wants ${wanted}, not ${shown(value)}`;
}

function wantedBy(issue: z.core.$ZodIssue): string {
  if (issue.message !== 'Invalid input') return issue.message;
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  return 'something else';
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  record: 'names with values',
  object: 'names with values',
};

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      const name = /^[\w-]+$/.test(String(key)) ? String(key) : JSON.stringify(String(key));
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
