import type { Action, Block } from '../../card.ts';
import type { GuestDiagnosis } from '../../hypervisor/guest.ts';
import { knownSystem, packagesFor } from '../agent-packages.ts';
import type { GuestWay } from '../ssh/way.ts';
import { setupLine } from './line.ts';

export function checkAgain(label: string): Action {
  return { label: 'Check again', command: setupLine(label) };
}

/** What a person does inside the guest, the likeliest system first; nothing where nothing is to be installed. */
export function pasteBlocks({
  os,
  packages,
}: Pick<GuestDiagnosis, 'os' | 'packages'>): readonly Block[] {
  const fitting = packagesFor(os, packages);
  if (fitting.length === 0) return [];
  const known = knownSystem(os, packages);
  const told = known
    ? `The machine's definition says it is ${known.system.replace(/, /g, ' or ')}.`
    : 'Take the line of its system.';
  return [
    { type: 'text', text: `Then paste one line inside the guest, as root. ${told}` },
    ...fitting.flatMap(({ system, line, says }): Block[] => [
      { type: 'text', text: says === undefined ? `${system}:` : `${system}: ${says}` },
      { type: 'code', text: line },
    ]),
  ];
}

/** The other way in, for guests that get no agent. */
export function sshWay(label: string): Block {
  return {
    type: 'text',
    text: `Or reach it over ssh: ${setupLine(label)} --ssh root@ADDRESS (with --via-host where only its host reaches it).`,
  };
}

/** What the bot shows of itself, and where that goes. */
export function keyBlocks({ user, publicKey }: Pick<GuestWay, 'user' | 'publicKey'>): Block[] {
  return [
    {
      type: 'text',
      text: `It does not let the bot in yet. Paste this inside the guest, as ${user}; a new machine is given the key by vm create --ssh-key.`,
    },
    {
      type: 'code',
      text: `mkdir -p -m 700 ~/.ssh && echo '${publicKey}' >> ~/.ssh/authorized_keys && chmod 600 ~/.ssh/authorized_keys`,
    },
  ];
}
