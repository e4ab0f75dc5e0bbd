/** The part of `@vscode/spdlog` that VS Code calls, without its native module, so that output channels show something. */
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  #file;
  #level = 2;
  #formatted = true;

  constructor(file) {
    this.#file = file;
    for (const [level, name] of levels.entries()) this[name] = text => this.#write(level, name, text);
  }

  #write(level, name, text) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    appendFileSync(this.#file, this.#formatted ? `${time} [${name}] ${text}\n` : text);
  }

  setLevel(level) {
    this.#level = level;
  }

  clearFormatters() {
    this.#formatted = false;
  }

  setPattern() {}
  flush() {}
  drop() {}
}

function createLogger(_name, file) {
  mkdirSync(dirname(file), { recursive: true });
  return Promise.resolve(new Logger(file));
}

// One assignment each: VS Code imports this as a module, and Node finds the names of CommonJS exports by reading.
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
