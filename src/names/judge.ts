import type { NameVerdict } from '../hypervisor/names.ts';
import type { Hypervisor } from '../hypervisor.ts';
import { type Fault, propose, unused } from './propose.ts';

/** Long enough for a date and a reason; short enough for a button. */
const MAX_CHARS = 80;

export interface NewName {
  readonly kind: 'snapshot' | 'machine';
  readonly name: string;
  /** The names of its siblings: none of them is proposed. */
  readonly taken: readonly string[];
}

type Site = Pick<Hypervisor, 'names'>;

/** Whether a new thing may be called so: every list must be able to show it on a line, and the site must take it. */
export function judgeName({ kind, name, taken }: NewName, site: Site): NameVerdict {
  const fault = faultOf(kind, site);
  const why = fault(name);
  if (why === undefined) return { ok: true };
  const verdict = site.names?.[kind](name);
  const near = verdict?.ok === false ? verdict.proposal : propose(name, { fault, kind });
  return { ok: false, why, proposal: unused(near, taken, fault) };
}

/** The name as it is proposed beside another that has it already: `before-2`. */
export function nameBeside({ kind, name, taken }: NewName, site: Site): string {
  return unused(name, taken, faultOf(kind, site));
}

function faultOf(kind: NewName['kind'], { names }: Site): Fault {
  return (name) => {
    const verdict = names?.[kind](name);
    return everywhere(name) ?? (verdict?.ok === false ? verdict.why : undefined);
  };
}

function everywhere(name: string): string | undefined {
  if (name.trim() === '') return 'it is empty';
  if (name !== name.trim()) return 'it begins or ends with a space';
  // Cc, Cf, Zl and Zp: control and invisible characters, and what breaks a line.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return 'it has a line break or invisible character';
  if ([...name].length > MAX_CHARS) return `it is longer than ${MAX_CHARS} characters`;
  return undefined;
}
