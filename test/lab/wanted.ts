import { existsSync } from 'node:fs';

/** Before the real suites: without a lab they must fail, because a skip would look like a proof. */
export function setup(): void {
  const configuration = process.env['NAKHODA_LAB'];
  if (configuration === undefined || !existsSync(configuration)) {
    throw new Error(
      'The real suites need a lab: set NAKHODA_LAB to the path that `npm run lab -- up libvirt virtualbox` prints last.',
    );
  }
}
