/** No connection stood: not one byte of the call was written, so it certainly did not take place. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
