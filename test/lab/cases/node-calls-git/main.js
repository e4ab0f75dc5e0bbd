const { execFileSync } = require('node:child_process');

process.stdout.write(execFileSync('git', ['--version'], { encoding: 'utf8' }));
