/** Why an engine cannot be used, as the end of a sentence that begins with its name. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}
