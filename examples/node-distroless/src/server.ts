import Database from 'better-sqlite3';
import express from 'express';

const pictures = new Database(':memory:');
pictures.exec('CREATE TABLE pictures (name TEXT)');

const app = express();
app.get('/health', (_request, response) => response.send('fine'));
app.get('/', (_request, response) => response.json(pictures.prepare('SELECT * FROM pictures').all()));
app.listen(3000);
