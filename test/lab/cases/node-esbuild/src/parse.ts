/** How long a time in words is. */
import ms from 'ms';

export function parse(text: string): number {
  const value = ms(text as '1s');
  if (value === undefined) throw new Error(`no time: ${text}`);
  return value;
}
