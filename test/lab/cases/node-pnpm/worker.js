const { appendFileSync } = require('node:fs');

import('p-queue').then(async ({ default: Queue }) => {
  const queue = new Queue({ concurrency: 1 });
  for (const job of [1, 2]) queue.add(async () => appendFileSync(process.argv[2], `job ${job} done\n`));
  await queue.onIdle();
  console.log('2 jobs done');
});
