const path = require('node:path');
const express = require('express');

const app = express();
app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));
app.get('/', (request, response) => response.render('board', { who: request.query.who || 'nobody' }));
app.listen(process.env.PORT || 3000);
