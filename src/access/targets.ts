import type { Machine } from '../hypervisor.ts';
import type { Judged } from './covers.ts';

/** What a claim is on, as a rule can judge it. */
export interface Target extends Judged {
  /** As people call it. */
  readonly label: string;
}

/** `machine:site/id`, `backups:site/id`, `name:site/name`: each names one machine. A place on a host names none. */
const claimed = /^(machine|name|backups):([^/]*)\/(.*)$/s;

interface Claimed {
  readonly kind: string;
  readonly site: string;
  readonly rest: string;
}

/**
 * The machines that the claims of one operation are on. One that is not there, or not yet, is judged by its site and
 * by the name it is to have: no rule on a tag, a pool or a host reaches it. The backups of one that is gone were
 * judged where they were looked up.
 */
export function targetsIn(claims: readonly string[], machines: readonly Machine[]): Target[] {
  const byId = new Map(machines.map((one) => [`${one.site}/${one.id}`, one]));
  const read = claims.flatMap((claim): Claimed[] => {
    const [, kind, site = '', rest = ''] = claimed.exec(claim) ?? [];
    return kind === undefined ? [] : [{ kind, site, rest }];
  });
  const named = read.filter(({ kind }) => kind === 'name');
  const found = new Map<string, Target>();
  for (const { kind, site, rest } of read) {
    const machine = kind === 'name' ? undefined : byId.get(`${site}/${rest}`);
    if (machine) found.set(`${site}/${machine.name}`, { ...machine, label: machine.name });
    // What comes to be anew has claimed its name as well, and is judged by that.
    else if (kind === 'machine' && !named.some((one) => one.site === site)) {
      found.set(`${site} ${rest}`, gone(site, '', `${site}/${rest}`));
    }
  }
  for (const { site, rest } of named) {
    const key = `${site}/${rest}`;
    if (!found.has(key)) found.set(key, gone(site, rest, rest));
  }
  return [...found.values()];
}

function gone(site: string, name: string, label: string): Target {
  return { site, host: '', name, tags: [], label };
}
