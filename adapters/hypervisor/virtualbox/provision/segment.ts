import { BotError } from '../../../../src/errors.ts';
import { modes, NAT } from '../network/cards.ts';
import { readSegments, type Way } from '../network/segments.ts';
import type { Parts } from './parts.ts';

/** What the card of a new machine is plugged into; plain NAT where nothing else is wanted, as VirtualBox itself does. */
export async function findSegment(
  { client, hostName }: Pick<Parts, 'client' | 'hostName'>,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<Pick<Way, 'name' | 'word' | 'says'>> {
  const all = await readSegments(client, hostName, signal);
  const found = all.find(({ name }) => name === (wanted ?? NAT));
  if (found) return found;
  throw new BotError('not-found', `there is no network or interface ${wanted} on this host`, {
    hint: `There is: ${all
      .slice(0, 10)
      .map(({ name }) => name)
      .join(', ')}.`,
  });
}

/** The options of `modifyvm` for the first card: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-modifyvm */
export function firstCard({ word, name }: Pick<Way, 'name' | 'word'>): readonly string[] {
  const option = modes.find((mode) => mode.word === word)?.option;
  return [`--nic1=${word}`, ...(option === undefined ? [] : [`--${option}1=${name}`])];
}
