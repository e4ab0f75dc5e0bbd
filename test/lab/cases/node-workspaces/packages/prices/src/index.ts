/** What things cost. */
import ms from 'ms';

const prices: Record<string, number> = { rope: 12, lamp: 30 };

/** The price of a thing and how long the offer holds. */
export function offer(thing: string): { price: number; holds: string } | undefined {
  const price = prices[thing];
  return price === undefined ? undefined : { price, holds: ms(90 * 60_000, { long: true }) };
}
