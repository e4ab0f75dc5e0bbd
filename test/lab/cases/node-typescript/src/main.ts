import { at } from './time.js';

const noon = '2024-07-01T12:00:00Z';
for (const zone of [...process.argv.slice(2), process.env.TZ ?? 'UTC']) {
  console.log(`${zone} ${at(noon, zone)}`);
}
