import { BotError } from '../../../../src/errors.ts';
import { machineNameFault } from '../machine-name.ts';
import type { Stock } from '../storage/stock.ts';

/** Throws `invalid` for a name libvirt would not take, and `conflict` for one that is taken. */
export function checkNewName(name: string, { domains }: Pick<Stock, 'domains'>): void {
  const fault = machineNameFault(name);
  if (fault !== undefined) throw new BotError('invalid', `a machine's name ${fault}`);
  if (!domains.some((domain) => domain.name === name)) return;
  throw new BotError('conflict', `there is a machine ${name} on this host already`, {
    hint: 'Take another name, or delete the old one first.',
  });
}
