/** Paths inside Linux images: always absolute, always with forward slashes, whatever the host is. */

/**
 * Resolves `path` against `directory` and cleans it; undefined when a relative path has no known directory, and for
 * paths so deep that nobody means them, whose folders would have to be looked at one by one.
 */
export function joinPath(directory: string | undefined, path: string): string | undefined {
  if (directory === undefined && !path.startsWith('/')) return undefined;
  const whole = cleanPath(path.startsWith('/') ? path : `${directory}/${path}`);
  return whole.length > 2 * deepest && whole.split('/').length > deepest ? undefined : whole;
}

const deepest = 200;

/** Removes empty, `.` and `..` parts; never leaves the root, never ends in a slash but for `/` itself. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `directory` or lies below it. */
export function isWithin(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}

/** The part of `path` below `directory`, without a leading slash; empty for the directory itself. */
export function relativeTo(path: string, directory: string): string {
  if (path === directory) return '';
  return directory === '/' ? path.slice(1) : path.slice(directory.length + 1);
}
