import { createHash } from 'node:crypto';
import { Command } from 'commander';

const program = new Command('digest')
  .option('--algorithm <name>', 'which', 'sha256')
  .argument('<words...>')
  .action((words, { algorithm }) => {
    for (const word of words) console.log(createHash(algorithm).update(word).digest('hex').slice(0, 8), word);
  });
program.parse();
