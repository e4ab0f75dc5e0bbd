/** A place in the Dockerfile's text, in UTF-16 code units: `start` is included, `end` is not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
