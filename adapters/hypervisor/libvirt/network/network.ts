import { BotError } from '../../../../src/errors.ts';
import type { Network, NetworkCard } from '../../../../src/hypervisor/network.ts';
import { done, type Machine, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { readBack } from '../../../../src/read-back.ts';
import { prepareAct } from '../act.ts';
import type { Client } from '../client.ts';
import { settled } from '../domain.ts';
import { uuidWord } from '../words.ts';
import { parseCards, withPending } from './cards.ts';
import { changedInterface, type InterfaceChange } from './interface-xml.ts';
import { readSegments } from './segments.ts';

export function createNetwork(client: Client): Network {
  return {
    cards: (machine, signal) => readCards(client, machine, signal),
    segments: (signal) => readSegments(client, signal),
    async connect(machine, { card, segment }, task) {
      await requireSegment(client, segment, task);
      return change(client, machine, {
        task,
        name: 'connect the card',
        change: { mac: card, source: segment },
        made: ({ mode, segment: now }) => mode === segment.kind && now === segment.name,
      });
    },
    link: (machine, { card, up }, task) =>
      change(client, machine, {
        task,
        name: up ? 'put the cable in' : 'pull the cable',
        change: { mac: card, linkUp: up },
        made: ({ linkUp }) => linkUp === up,
      }),
  };
}

/** As it runs, and as it will start where that differs. */
async function readCards(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly NetworkCard[]> {
  const id = uuidWord(machine.id);
  const lines = [`dumpxml ${id}`, `dumpxml --inactive ${id}`];
  const [now = '', next = ''] = await client.query(lines, { signal, name: machine.name });
  return withPending(parseCards(now), parseCards(next));
}

/** libvirt defines a machine that is off with any bridge; the mistake would show at its next start. */
async function requireSegment(
  client: Client,
  { kind, name }: { readonly kind: string; readonly name: string },
  task: TaskControl,
): Promise<void> {
  await task.step('find the segment', {
    async do() {
      const all = await readSegments(client, task.signal);
      if (all.some((one) => one.kind === kind && one.name === name)) return true;
      throw new BotError('not-found', `there is no ${kind} ${name} on this host`, {
        hint: 'Nothing was changed.',
      });
    },
  });
}

interface Wanted {
  readonly task: TaskControl;
  /** Of the step. */
  readonly name: string;
  readonly change: InterfaceChange;
  made(card: NetworkCard): boolean;
}

/** Changes the running machine and its definition at once, and reads both back. */
async function change(client: Client, machine: Machine, wanted: Wanted): Promise<Outcome> {
  const { task, name, made } = wanted;
  const { mac } = wanted.change;
  const input = await task.step('read the card', {
    async do() {
      const line = `dumpxml --inactive ${uuidWord(machine.id)}`;
      const [xml = ''] = await client.query([line], { signal: task.signal, name: machine.name });
      return changedInterface(xml, wanted.change);
    },
  });
  // `--persistent` is both where it runs: https://www.libvirt.org/manpages/virsh.html#update-device
  const words = ['update-device', uuidWord(machine.id), '/dev/stdin', '--persistent'];
  const options = { signal: task.signal, name: machine.name, input };
  const act = await prepareAct(client.reach, words, options);
  const isMade = async (signal: AbortSignal) => {
    const card = (await readCards(client, machine, signal)).find(({ id }) => id === mac);
    return card !== undefined && card.pending === undefined && made(card);
  };
  task.report({ note: name });
  try {
    await task.step(name, {
      do: () => act.go(),
      // Done twice it is done once, so that a card that is not as wanted is changed again.
      look: async (signal) => {
        await settled(client, machine, signal);
        return (await isMade(signal)) ? { found: 'done', result: '' } : { found: 'not-done' };
      },
    });
  } finally {
    act.close();
  }
  if (await readBack({ task, done: 'libvirt took the change', ask: isMade })) return done;
  throw new BotError('failed', `libvirt took the change, but ${mac} is not as it was asked for`, {
    hint: '`net interfaces` shows how it is now.',
  });
}
