import { DateTime } from 'luxon';

export function at(moment: string, zone: string): string {
  return DateTime.fromISO(moment, { zone }).toFormat('HH:mm ZZ');
}
