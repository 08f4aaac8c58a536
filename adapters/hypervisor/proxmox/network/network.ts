import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Network, NetworkCard, Plug } from '../../../../src/hypervisor/network.ts';
import { done, type Machine, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { readBack } from '../../../../src/read-back.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { inWords, said } from '../said.ts';
import { type Nets, networkCard, readNets } from './cards.ts';
import { firewallOf } from './firewall.ts';
import { linksOf } from './links.ts';
import { cardOf, type NetOption, parseNet, withWords, writeNet } from './net-option.ts';
import { allSegments, segmentsOf } from './segments.ts';

export function createNetwork(parts: Pick<Parts, 'client' | 'resources'>): Network {
  const { client } = parts;
  return {
    abilities: ['vlan', 'firewall'],
    async cards(machine, signal) {
      const { nets } = await readNets(client, machine, signal);
      return nets.map((net) => networkCard(net, machine));
    },
    segments: (signal) => allSegments(parts, signal),
    links: (host, signal) => linksOf(parts, host, signal),
    firewall: (machine, signal) => firewallOf(client, machine, signal),
    async connect(machine, plug, task) {
      await requireSegment(parts, machine, { plug, task });
      return change(parts, machine, {
        task,
        card: plug.card,
        step: 'connect the card',
        doing: 'plugging the card in',
        words: plugWords(plug),
      });
    },
    link: (machine, { card, up }, task) =>
      change(parts, machine, {
        task,
        card,
        step: up ? 'put the cable in' : 'pull the cable',
        doing: 'moving the cable',
        words: { link_down: up ? undefined : '1' },
      }),
  };
}

/** A VLAN of 0 is none. */
function plugWords({
  segment,
  vlan,
  firewall,
}: Plug): Readonly<Record<string, string | undefined>> {
  return {
    bridge: segment.name,
    ...(vlan !== undefined && { tag: vlan === 0 ? undefined : String(vlan) }),
    ...(firewall !== undefined && { firewall: firewall ? '1' : undefined }),
  };
}

/** Proxmox takes any bridge into the configuration; the mistake would show at the next start. */
async function requireSegment(
  parts: Pick<Parts, 'client'>,
  { host }: Machine,
  { plug, task }: { readonly plug: Plug; readonly task: TaskControl },
): Promise<void> {
  const { name } = plug.segment;
  await task.step('find the segment', {
    async do() {
      const here = await segmentsOf(parts, host, task.signal);
      if (here.some((one) => one.name === name)) return true;
      throw new BotError('not-found', `${host} has no bridge or virtual network ${name}`, {
        hint: 'Nothing was changed.',
      });
    },
  });
}

interface Change {
  readonly task: TaskControl;
  readonly card: string;
  readonly step: string;
  readonly doing: string;
  readonly words: Readonly<Record<string, string | undefined>>;
}

/** Writes one card anew, unless somebody else wrote meanwhile, and reads back what it came to. */
async function change(
  { client }: Pick<Parts, 'client'>,
  machine: Machine,
  { task, card, step, doing, words }: Change,
): Promise<Outcome> {
  const before = await task.step('what it has', {
    do: () => readNets(client, machine, task.signal),
  });
  const wanted = withWords(netIn(before, card, machine), words);
  task.report({ note: doing });
  const params = { [card]: writeNet(wanted), digest: before.digest };
  const refused = await task.step(step, {
    async do() {
      const asked = { schema: z.unknown(), params, signal: task.signal, name: machine.name };
      return client.send('PUT', `${guestPath(machine)}/config`, asked).then(
        () => null,
        (error: unknown) => notHot(error, machine),
      );
    },
    look: async (signal) =>
      isSo(await readNets(client, machine, signal), card, wanted)
        ? { found: 'done', result: null }
        : { found: 'not-done' },
  });
  const after = await readBack({
    task,
    done: 'Proxmox took the change',
    ask: (signal) => readNets(client, machine, signal),
  });
  return outcomeOf(after, { machine, card, wanted, refused });
}

function netIn({ nets }: Nets, card: string, { name }: Machine): NetOption {
  const found = nets.find(({ id, next }) => id === card && next !== undefined);
  if (found?.next !== undefined) return parseNet(found.next);
  throw new BotError('not-found', `${name} has no network card ${card}`, {
    hint: 'Nothing was changed. `net interfaces` shows what it has.',
  });
}

/** The guest did not let go of the card: Proxmox says so and keeps the change for the next start. */
function notHot(error: unknown, { name }: Machine): string {
  const words = said(error);
  const hotplug = /hotplug problem - (?<why>[^\n]*)/.exec(words)?.groups?.['why'];
  if (hotplug !== undefined) return hotplug;
  if (!(error instanceof BotError) || !words.includes('checksum mismatch')) throw error;
  throw inWords(error, {
    code: 'conflict',
    message: `somebody else changed the configuration of ${name} at the same time`,
    hint: 'Nothing was changed. Ask again.',
  });
}

function isSo({ nets }: Nets, card: string, wanted: NetOption): boolean {
  const next = nets.find(({ id }) => id === card)?.next;
  return next !== undefined && sameNet(parseNet(next), wanted);
}

/** Proxmox writes the words in an order of its own. */
function sameNet(one: NetOption, other: NetOption): boolean {
  const text = (option: NetOption) => writeNet(option).toLowerCase().split(',').toSorted().join();
  return text(one) === text(other);
}

interface Made {
  readonly machine: Machine;
  readonly card: string;
  readonly wanted: NetOption;
  /** Why it could not be done while the machine runs. */
  readonly refused: string | null;
}

function outcomeOf(after: Nets, { machine, card, wanted, refused }: Made): Outcome {
  const net = after.nets.find(({ id }) => id === card);
  const now: NetworkCard | undefined =
    net?.now === undefined ? undefined : cardOf(card, parseNet(net.now), machine);
  if (!isSo(after, card, wanted)) {
    const why = refused ?? 'it took the change, and does not have it';
    throw new BotError('failed', `${card} of ${machine.name} was not changed: ${why}`);
  }
  if (net?.now !== undefined && sameNet(parseNet(net.now), wanted)) return done;
  const still = now?.segment === undefined ? '' : ` Until then it stays on ${now.segment}.`;
  return {
    ...done,
    warnings: refused === null ? [] : [`it could not be done while it runs: ${refused}`],
    notes: [`It counts from the next start: shut it down and start it.${still}`],
  };
}
