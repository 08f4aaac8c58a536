import type { Card } from '../../src/card.ts';
import { stateField } from '../../src/cards/machine-state.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import type { NetworkCard, Plug, Segment } from '../../src/hypervisor/network.ts';
import {
  interfacesLine,
  openPlugs,
  type Plugged,
  pickCard,
  pickSegment,
  plugWords,
  settingFields,
} from '../../src/network/plugs.ts';
import { plugOf } from '../../src/network/put-back.ts';
import { connectOperation } from '../../src/operations/net-connect.ts';
import { fingerprint } from '../../src/safety/fingerprint.ts';
import { seenMachine } from '../../src/safety/seen.ts';

export const netConnect = defineCommand({
  name: 'net connect',
  description: 'Plugs a network card of a machine into another bridge or network',
  needs: 'net.change',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Which machine', required: true },
    to: { type: 'text', description: 'The bridge or network', required: true, of: 'segment' },
    card: {
      type: 'text',
      description: 'Which card, where it has several',
      required: false,
      positional: false,
      of: 'card',
    },
    vlan: {
      type: 'integer',
      min: 0,
      max: 4094,
      description: 'The tag of its frames; 0 takes it away',
      required: false,
      positional: false,
    },
    firewall: {
      type: 'choice',
      values: ['on', 'off'],
      description: 'Whether the firewall of the platform filters it',
      required: false,
      positional: false,
    },
    keep: { type: 'flag', description: 'Leaves it there, also without a network', required: false },
  },
  examples: [
    'net connect web-1 br0',
    'net connect web-1 lab --card 52:54:00:12:34:56',
    'net connect web-1 vmbr0 --vlan 20',
    'net connect web-1 vmbr1 --keep',
  ],
  async run({ machine, to, card: word, vlan, firewall: filter, keep }, context) {
    const plugged = await openPlugs(machine, context);
    const settings = { vlan, firewall: filter === undefined ? undefined : filter === 'on' };
    refuseUnable(plugged, settings);
    const card = pickCard(plugged, { word, line: typed('net connect', machine.label, to) });
    const segment = await pickSegment(plugged, to, context.signal);
    const plug = { card: card.id, segment, ...settings };
    refuseSame(plugged, card, plug);
    const { label, machine: now } = plugged.machine;
    return {
      preview: preview(plugged, card, { ...plug, segment, keep }),
      fingerprint: fingerprint(['connect', seenMachine(plugged.machine), card, segment, settings]),
      danger: 'confirm',
      confirmLabel: `Connect ${label} on ${now.host} to ${segment.name}`,
      operations: [connectOperation(plugged.machine, { plug, keep })],
    };
  },
});

type Settings = Pick<Plug, 'vlan' | 'firewall'>;

function refuseUnable({ machine, network }: Plugged, settings: Settings): void {
  for (const ability of ['vlan', 'firewall'] as const) {
    if (settings[ability] === undefined || network.abilities?.includes(ability)) continue;
    const { site } = machine.machine;
    throw new BotError('unsupported', `${site} cannot set the ${words[ability]} of a card`, {
      hint: `Nothing was changed. Ask for the line without --${ability}.`,
    });
  }
}

const words = { vlan: 'VLAN', firewall: 'firewall' } as const;

function refuseSame({ machine: { label } }: Plugged, card: NetworkCard, plug: Plug): void {
  const { segment, vlan, firewall } = plug;
  if (card.segment !== segment.name || (card.kind ?? card.mode) !== segment.kind) return;
  if (vlan !== undefined && vlan !== (card.vlan ?? 0)) return;
  if (firewall !== undefined && firewall !== card.firewall) return;
  throw new BotError('conflict', `${label} is connected to ${segment.name} already`, {
    hint: `Nothing was changed. ${interfacesLine(label)} tells more.`,
  });
}

function preview(
  { machine, network }: Plugged,
  card: NetworkCard,
  { segment, keep, ...settings }: Settings & { readonly segment: Segment; readonly keep: boolean },
): Card {
  const { label, machine: now } = machine;
  const back = plugOf(card, network) !== undefined && !keep;
  const loses =
    now.state === 'running'
      ? `${label} loses its present network at once; its guest may need another address. ${watched(back)}`
      : `${label} gets the other network with its next start.`;
  return {
    title: `Connect ${label} to ${segment.name}?`,
    tone: 'warning',
    blocks: [
      { type: 'text', text: loses },
      {
        type: 'fields',
        fields: [
          { label: 'Machine', value: `${label} on ${now.host}` },
          stateField(now),
          { label: 'Card', value: card.id },
          { label: 'From', value: plugWords(card) },
          { label: 'To', value: segmentWords(segment) },
          ...settingFields(settings),
        ],
      },
    ],
    actions: [{ label: 'Interfaces', command: interfacesLine(label) }],
  };
}

function watched(back: boolean): string {
  return back
    ? 'Where it has one now and none there within a minute, it is put back; --keep leaves it.'
    : 'It stays there, also where it has no network then.';
}

function segmentWords({ kind, name, says, active }: Segment): string {
  const words = says === undefined ? `${kind} ${name}` : `${kind} ${name} (${says})`;
  return active ? words : `${words}, not active now`;
}
