import { waysOf } from '../../capability.ts';
import type { Block, Card } from '../../card.ts';
import { typed } from '../../cards/typed.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../../command.ts';
import { BotError } from '../../errors.ts';
import { forgetOperation, wayOperation } from '../../operations/guest-way.ts';
import { fingerprint } from '../../safety/fingerprint.ts';
import { seenMachine } from '../../safety/seen.ts';
import { notRunning } from '../running.ts';
import { keyFingerprint } from '../ssh/key.ts';
import {
  type GuestAddress,
  type GuestWay,
  readGuestAddress,
  wayLine,
  wayWords,
} from '../ssh/way.ts';
import { setupLine } from './line.ts';
import { checkAgain, keyBlocks } from './lines.ts';

export interface SshWish {
  readonly ssh: string;
  readonly viaHost: boolean;
}

/** Looks at the guest's ssh, and plans that it becomes the way in, its key pinned. */
export async function planSsh(
  resolved: ResolvedMachine,
  wish: SshWish,
  context: CommandContext,
): Promise<Plan> {
  const { machine, label, hypervisor } = resolved;
  const to = readGuestAddress(wish.ssh, wish.viaHost);
  const ways = waysOf(context);
  if (machine.state !== 'running') throw notRunning(resolved);
  if (to.viaHost && hypervisor.relay === undefined) throw noRelay(resolved, to);
  const [publicKey, before] = await Promise.all([
    ways.publicKey(context.signal),
    ways.find(machine),
  ]);
  const { hostKey, letsIn } = await ways.meet({ machine, hypervisor, to }, context.signal);
  const way: GuestWay = { ...to, hostKey, publicKey };
  return {
    preview: preview({ label, host: machine.host, way, letsIn, before }),
    fingerprint: fingerprint(['guest ssh', seenMachine(resolved), way, letsIn, before ?? 'none']),
    danger: 'confirm',
    confirmLabel: `Reach ${label} on ${machine.host} over ssh as ${wayWords(to)}`,
    operations: [wayOperation(resolved, way)],
  };
}

function noRelay({ machine, label }: ResolvedMachine, to: GuestAddress): BotError {
  const line = `${setupLine(label)} ${wayLine({ ...to, viaHost: false })}`;
  return new BotError('unsupported', `${machine.site} offers no way through its host`, {
    hint: `The bot is on that host already, or has no shell there. Nothing was changed. Without it: ${line}`,
    choices: [line],
  });
}

interface Seen {
  readonly label: string;
  readonly host: string;
  readonly way: GuestWay;
  readonly letsIn: boolean;
  readonly before: GuestWay | undefined;
}

function preview({ label, host, way, letsIn, before }: Seen): Card {
  const other = before !== undefined && before.hostKey !== way.hostKey;
  return {
    title: `Reach the guest of ${label} over ssh?`,
    tone: other ? 'danger' : 'neutral',
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Machine', value: `${label} on ${host}` },
          { label: 'Way', value: wayWords(way) },
          { label: 'Key of the guest', value: keyWords(way.hostKey) },
        ],
      },
      ...(other ? [changed(before)] : []),
      {
        type: 'text',
        text: `Compare the key with the guest's own: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub (dropbear: dropbearkey -y -f /etc/dropbear/dropbear_ed25519_host_key). From then on no other key is accepted.`,
      },
      ...(letsIn
        ? [{ type: 'text', text: 'It lets the bot in already.' } as const]
        : keyBlocks(way)),
    ],
  };
}

function changed(before: GuestWay): Block {
  return {
    type: 'text',
    text: `It is NOT the key that was pinned, ${keyWords(before.hostKey)}. That is right after the guest was installed anew, restored or rolled back to before it made its key; else somebody else answers there.`,
  };
}

function keyWords(hostKey: string): string {
  return `${keyFingerprint(hostKey)} (${hostKey.split(' ')[0] ?? ''})`;
}

/** How a guest does that is reached over ssh. */
export async function wayCard(
  resolved: ResolvedMachine,
  way: GuestWay,
  { signal }: CommandContext,
): Promise<Card> {
  const { machine, label, hypervisor } = resolved;
  const probe = await hypervisor.guest?.probe(machine, signal);
  const answers = probe?.answers === true;
  const why = probe?.answers === false ? [probe.why, probe.hint ?? ''].join('. ') : '';
  return {
    title: `The guest of ${label} ${answers ? 'answers' : 'does not answer'} over ssh`,
    tone: answers ? 'success' : 'warning',
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Way', value: wayWords(way) },
          { label: 'Key of the guest', value: keyWords(way.hostKey) },
        ],
      },
      ...(why === '' ? [] : [{ type: 'text', text: why } as const]),
    ],
    actions: [
      checkAgain(label),
      { label: 'Forget this way', command: typed('guest forget', label) },
    ],
  };
}

export async function planForget(
  resolved: ResolvedMachine,
  context: CommandContext,
): Promise<Plan> {
  const { machine, label } = resolved;
  const way = await waysOf(context).find(machine);
  if (way === undefined) {
    throw new BotError('not-found', `No ssh is set up for the guest of ${label}`, {
      hint: `Nothing was changed. What it lacks: ${setupLine(label)}`,
    });
  }
  return {
    preview: {
      title: `Forget how ${label} is reached over ssh?`,
      tone: 'warning',
      blocks: [
        {
          type: 'text',
          text: `${wayWords(way)} is not used any more. The bot's line in its authorized_keys stays until somebody takes it out.`,
        },
      ],
    },
    fingerprint: fingerprint(['guest forget', seenMachine(resolved), way]),
    danger: 'confirm',
    confirmLabel: `Forget the ssh of ${label} on ${machine.host}`,
    operations: [forgetOperation(resolved)],
  };
}
