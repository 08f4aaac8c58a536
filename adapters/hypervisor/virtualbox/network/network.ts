import { BotError } from '../../../../src/errors.ts';
import type { Network, Plug } from '../../../../src/hypervisor/network.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { readBack } from '../../../../src/read-back.ts';
import type { Client } from '../client.ts';
import type { HostName } from '../host-name.ts';
import { readInfo } from '../info.ts';
import type { Inventory } from '../inventory.ts';
import { settled } from '../now.ts';
import { uuidWord } from '../words.ts';
import { cardsOf, modes, type Slot } from './cards.ts';
import { readLinks } from './links.ts';
import { readSegments, type Way } from './segments.ts';

interface Parts {
  readonly client: Client;
  readonly inventory: Inventory;
  readonly hostName: HostName;
}

export function createNetwork(parts: Parts): Network {
  const { client, hostName } = parts;
  return {
    cards: async (machine, signal) =>
      (await readSlots(client, machine, signal)).cards.map(
        ({ slot: _, word: __, ...card }) => card,
      ),
    segments: async (signal) =>
      (await readSegments(client, hostName, signal)).map(({ word: _, ...segment }) => segment),
    links: (_host, signal) => readLinks(client, signal),
    async connect(machine, { card, segment }, task) {
      const word = await findWay(parts, segment, task);
      const name = segment.name;
      return change(parts, machine, {
        ...{ task, card, step: 'connect the card' },
        live: ({ slot }) => [`nic${slot}`, word, ...(word === 'nat' ? [] : [name])],
        stored: ({ slot }) => storedWords(slot, word, name),
        made: (now) => now.word === word && now.segment === name,
      });
    },
    link: (machine, { card, up }, task) =>
      change(parts, machine, {
        ...{ task, card, step: up ? 'put the cable in' : 'pull the cable' },
        live: ({ slot }) => [`setlinkstate${slot}`, up ? 'on' : 'off'],
        stored: ({ slot }) => [`--cable-connected${slot}=${up ? 'on' : 'off'}`],
        made: ({ linkUp }) => linkUp === up,
      }),
  };
}

function storedWords(slot: number, word: string, segment: string): readonly string[] {
  const option = modes.find((mode) => mode.word === word)?.option;
  const named = option === undefined ? [] : [`--${option}${slot}=${segment}`];
  return [`--nic${slot}=${word}`, ...named];
}

async function readSlots(client: Client, machine: Machine, signal: AbortSignal) {
  const info = await readInfo(client, machine, { signal });
  return { active: info.active, cards: cardsOf(info) };
}

/** VirtualBox takes any name of an interface, with a warning at most; the mistake would show at the next start. */
function findWay(
  { client, hostName }: Parts,
  { kind, name }: Plug['segment'],
  task: TaskControl,
): Promise<Way['word']> {
  return task.step('find the segment', {
    async do() {
      const all = await readSegments(client, hostName, task.signal);
      const found = all.find((one) => one.kind === kind && one.name === name);
      if (found) return found.word;
      throw new BotError('not-found', `there is no ${kind} ${name} on this host`, {
        hint: 'Nothing was changed.',
      });
    },
  });
}

interface Wanted {
  readonly task: TaskControl;
  readonly card: string;
  readonly step: string;
  /** What follows `controlvm UUID` while it runs; VirtualBox stores that too. */
  live(slot: Slot): readonly string[];
  /** What follows `modifyvm UUID` while it is off. */
  stored(slot: Slot): readonly string[];
  made(card: Slot): boolean;
}

/** VBoxManage exits with 0 also where it changed nothing, so that every change is read back. */
async function change(
  { client, inventory }: Parts,
  machine: Machine,
  wanted: Wanted,
): Promise<Outcome> {
  const { task, card, step, made } = wanted;
  const { name } = machine;
  const find = async (signal: AbortSignal) => {
    const { active, cards } = await readSlots(client, machine, signal);
    return { active, found: cards.find(({ id }) => id === card) };
  };
  try {
    const said = await task.step(step, {
      async do() {
        const { active, found } = await find(task.signal);
        if (!found) throw noCard(name, card);
        const id = uuidWord(machine.id);
        const words = active
          ? ['controlvm', id, ...wanted.live(found)]
          : ['modifyvm', id, ...wanted.stored(found)];
        return client.act(words, { task, name, note: step });
      },
      // Done twice it is done once, so that a card that is not as wanted is changed again.
      look: async (signal) => {
        await settled(client, machine, signal);
        const { found } = await find(signal);
        return found && made(found)
          ? { found: 'done', result: { warnings: [], log: [] } }
          : { found: 'not-done' };
      },
    });
    const { found } = await readBack({ task, done: 'VirtualBox took the change', ask: find });
    if (found && made(found)) return { ...said, notes: [] };
  } finally {
    inventory.forget(machine.id);
  }
  throw new BotError(
    'failed',
    `VirtualBox took the change, but ${card} is not as it was asked for`,
    {
      hint: '`net interfaces` shows how it is now.',
    },
  );
}

function noCard(name: string, card: string): BotError {
  return new BotError('not-found', `${name} has no network card ${card}`, {
    hint: '`net interfaces` shows its cards.',
  });
}
