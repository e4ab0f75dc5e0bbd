/** Injected into the browser bundle alone: the one method of Node's Buffer that dockerfile-ast calls. */
export const Buffer = { from: (text: string): Uint8Array => new TextEncoder().encode(text) };
