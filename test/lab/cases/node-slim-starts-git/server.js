const { execFile } = require('node:child_process');
const { createServer } = require('node:http');
const { userInfo } = require('node:os');

createServer((_, response) => {
  execFile('git', ['-C', 'data', 'log', '--format=%s'], (error, text) => {
    response.end(error ? String(error) : `${text.trim()} ${userInfo().username} ${userInfo().homedir}`);
  });
}).listen(3000);
