import { existsSync } from 'node:fs';
import { wantedLabs } from './labs.ts';

/** Before the real suites: without a lab they must fail, because a skip would look like a proof. */
export function setup(): void {
  const labs = wantedLabs();
  if (labs.length === 0 || !labs.every((configuration) => existsSync(configuration))) {
    throw new Error(
      'The real suites need a lab: set NAKHODA_LAB to the path that `npm run lab -- up libvirt virtualbox` prints last.',
    );
  }
}
