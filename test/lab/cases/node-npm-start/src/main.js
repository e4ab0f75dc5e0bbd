const express = require('express');
const { parseArgs } = require('node:util');

const { values } = parseArgs({ options: { greeting: { type: 'string' } } });
const app = express();

app.get('/greet/:name', (request, response) => {
  response.json({ text: `${values.greeting}, ${request.params.name}` });
});
app.listen(8080);
