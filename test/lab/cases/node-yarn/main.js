const ms = require('ms');
const { satisfies } = require('semver');

console.log(ms(90_000), satisfies('1.4.2', '^1.2'));
let tools = 'no development dependencies';
try {
  require('picocolors');
  tools = 'development dependencies are here';
} catch {}
console.log(tools);
