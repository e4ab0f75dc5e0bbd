// Says who it is and where it may write: an account is asked for by its number.
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const ms = require('ms');

const writes = folder => {
  try {
    fs.writeFileSync(`${folder}/probe`, 'x');
    return true;
  } catch {
    return false;
  }
};

const { username, homedir, uid } = os.userInfo();
const folders = ['/app/uploads', '/var/cache/web', homedir, '/'].map(folder => `${folder} ${writes(folder)}`);
const body = [`${username} ${uid} ${process.env.HOME}`, ms(3600000, { long: true }), ...folders].join('\n') + '\n';
http.createServer((_, response) => response.end(body)).listen(Number(process.env.PORT));
