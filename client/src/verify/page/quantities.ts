/** Sizes, savings and times as people read them. */

/** In decimal units, as Docker prints sizes. */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  // What would be rounded to 1000 is one of the next unit.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))} ${units[unit]}`;
}

/** How much smaller or larger than `before`: `−97 %`, `−99.8 %`, `+3 %`; the same is `±0 %`. */
export function change(before: number, after: number): string | undefined {
  if (before <= 0) return undefined;
  const percent = ((after - before) / before) * 100;
  const digits = percent < -90 ? 1 : 0;
  const text = Math.abs(percent).toFixed(digits);
  if (Number(text) === 0) return '±0 %';
  return `${percent < 0 ? '−' : '+'}${text} %`;
}

export function time(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 100 ? `${Number(seconds.toPrecision(2))} s` : `${Math.round(seconds)} s`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
