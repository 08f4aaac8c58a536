import { typed } from '../cards/typed.ts';
import { BotError } from '../errors.ts';
import type { Hypervisor } from '../hypervisor.ts';
import type { Fleet } from '../inventory.ts';
import { clip } from '../line/clip.ts';
import { judgeName, type NewName, nameBeside } from '../names/judge.ts';

export interface Naming {
  readonly hypervisor: Hypervisor;
  readonly fleet: Fleet;
  readonly signal: AbortSignal;
  /** The whole line, with another name in it; what was typed is kept where the line has room for it. */
  line(name: string, typed?: string): string;
}

/**
 * Throws `invalid` for a name that no machine of the site may have, and `conflict` for one that is taken, with
 * the line that would be right. Gives the name as it can be typed later: behind its site where others have it.
 */
export async function newMachineName(name: string, naming: Naming): Promise<string> {
  const { hypervisor, fleet, signal, line } = naming;
  const all = (await fleet.machines(signal)).flatMap(({ items }) => items);
  const { name: site } = hypervisor.site;
  const here = all.filter((machine) => machine.site === site).map((machine) => machine.name);
  const asked: NewName = { kind: 'machine', name, taken: here };
  const verdict = judgeName(asked, hypervisor);
  if (!verdict.ok) {
    const right = line(verdict.proposal, name);
    throw new BotError('invalid', `${clip(name)} cannot name a machine: ${verdict.why}`, {
      hint: `Nothing was changed. This can be sent instead: ${right}`,
      choices: [{ line: right, label: `Name it ${verdict.proposal}` }],
    });
  }
  if (here.includes(name)) {
    const free = nameBeside(asked, hypervisor);
    throw new BotError('conflict', `${site} already has a machine ${clip(name)}`, {
      hint: `Nothing was changed. Look at it: ${typed('vm show', name)}`,
      choices: [{ line: line(free), label: `Name it ${free}` }],
    });
  }
  return all.some((machine) => machine.name === name) ? `${site}/${name}` : name;
}
