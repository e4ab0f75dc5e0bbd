const expat = require('node-expat');

const parser = new expat.Parser('UTF-8');
let depth = 0;
parser.on('startElement', (name, attributes) => {
  console.log(`${'  '.repeat(depth++)}${name} ${JSON.stringify(attributes)}`);
});
parser.on('endElement', () => depth--);
parser.on('error', error => console.log(`error: ${error}`));
parser.write('<feed lang="en"><entry id="1"/><entry id="2"/></feed>');
