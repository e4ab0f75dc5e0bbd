/** `npm start`: builds Distill and lets it speak for itself on the example. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = 'examples/go-web/Dockerfile';

function run(...words) {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  // 1 is "findings" and "declined": both are worth seeing to the end.
  if (status !== 0 && status !== 1) process.exit(status ?? 2);
}

function headline(text) {
  console.log(`\n\u001b[1m${text}\u001b[22m\n`);
}

run('esbuild.mjs');
headline(`distill check ${example}`);
run('dist/cli.js', 'check', example);
headline(`distill convert ${example}`);
run('dist/cli.js', 'convert', example);
headline('In the editor');
console.log(`code --extensionDevelopmentPath="${root}" "${root}examples/go-web"

Open the Dockerfile, put the cursor on FROM and press Ctrl+. (or F1, "Distill: Convert to Distroless").
In a terminal: node dist/cli.js --help. The tests: npm test.`);
