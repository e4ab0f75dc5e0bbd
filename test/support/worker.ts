/** A worker's global scope without a browser: what the platform gives a script, and nothing of Node's. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createProtocolConnection,
  type DataCallback,
  type Message,
  type MessageReader,
  type MessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';

/** Runs a bundle as a worker would and joins it to a connection by messages. */
export function workerConnection(bundle: string): ProtocolConnection {
  let receive: DataCallback = () => undefined;
  const scope: Record<string, unknown> = {
    ...{ setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask },
    ...{ TextEncoder, TextDecoder, URL, AbortController, performance, console },
    postMessage: (message: Message) => setImmediate(() => receive(structuredClone(message))),
    importScripts: () => undefined,
    addEventListener: () => undefined,
  };
  scope.self = scope;
  createContext(scope);
  runInContext(readFileSync(bundle, 'utf8'), scope, { filename: bundle });

  class Reader extends AbstractMessageReader implements MessageReader {
    override listen(callback: DataCallback) {
      receive = callback;
      return { dispose: () => undefined };
    }
  }
  class Writer extends AbstractMessageWriter implements MessageWriter {
    async write(data: Message) {
      const { onmessage } = scope;
      if (typeof onmessage !== 'function') throw new Error(`${bundle} does not listen.`);
      onmessage({ data: structuredClone(data) });
    }
    end() {}
  }
  return createProtocolConnection(new Reader(), new Writer(), null as never);
}
