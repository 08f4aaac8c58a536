import type { Names, NameVerdict } from '../../../src/hypervisor/names.ts';
import { type Fault, propose } from '../../../src/names/propose.ts';

const LONGEST = 100;

/** The names that the demo's storage takes: it keeps to the rules of ZFS, whose `/` and `@` mean something. */
export const names: Names = {
  snapshot: (name) => verdict(name, 'snapshot'),
  machine: (name) => verdict(name, 'machine'),
};

export const nameFault: Fault = (name) => {
  if (name === '') return 'cannot be empty';
  if (/\p{Cc}/u.test(name)) return 'cannot hold control characters';
  // https://openzfs.github.io/openzfs-docs/man/master/8/zfs.8.html
  if (/[/@]/.test(name)) return 'cannot hold / or @';
  return name.length > LONGEST ? `can be ${LONGEST} characters long at most` : undefined;
};

function verdict(name: string, kind: string): NameVerdict {
  const wrong = nameFault(name);
  if (wrong === undefined) return { ok: true };
  return {
    ok: false,
    why: `a name here ${wrong}`,
    proposal: propose(name, { fault: nameFault, kind }),
  };
}
