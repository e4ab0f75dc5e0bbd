/** What would change, as `git apply` and `patch -p1` take it. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Colors } from '../terminal';

/** Empty when nothing changes. */
export function unifiedDiff(path: string, before: string, after: string, colors: Colors): string {
  if (before === after) return '';
  const name = path === '-' ? 'Dockerfile' : path.replace(/^(\.?\/)+/, '');
  const options = { headerOptions: FILE_HEADERS_ONLY };
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, options);
  return patch
    .split('\n')
    .map(line => colorOf(line, colors)(line))
    .join('\n');
}

function colorOf(line: string, colors: Colors): (line: string) => string {
  if (line.startsWith('+')) return colors.green;
  if (line.startsWith('-')) return colors.red;
  return line.startsWith('@@') ? colors.cyan : same => same;
}
