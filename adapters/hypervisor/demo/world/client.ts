import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { Beginning, ending, fresh, resume } from './beginning.ts';
import { Call, type NewCall } from './calls.ts';
import type { Seed } from './fleet.ts';
import {
  type Journal,
  makeGeneration,
  newestGeneration,
  openNewest,
  type Place,
} from './journal.ts';
import { apply, type Verdict, type World } from './world.ts';

/** The way to the pretended hypervisor, as a platform's own client library would be. */
export interface Client {
  /** Sends a call and gives its id; throws the hypervisor's no as a BotError. */
  send(call: NewCall): string;
  /** What is so by now, whoever made it so. */
  look(): World;
  close(): void;
}

/** Beyond this a generation is sealed: what it came to is the first line of the next. */
const FULL_BYTES = 8 * 1024 * 1024;
const Seal = z.object({ call: z.literal('seal') });
const Line = z.union([Call, Seal, Beginning]);
type Line = z.infer<typeof Line>;

interface ClientOptions extends Place {
  readonly seeds: readonly Seed[];
  readonly fullBytes?: number | undefined;
}

/**
 * Opens the journal, and begins it where there is none. A seal is a line like any other: what comes after it
 * in the same file counts for nobody, and its writer, who does not find it answered, sends it to the next.
 */
export function openClient(options: ClientOptions): Client {
  const { seeds, fullBytes = FULL_BYTES } = options;
  if (newestGeneration(options) === 0) makeGeneration(options, 1, fresh(Date.now()));
  let journal = openNewest(options);
  let world: World | undefined;

  function look(): World {
    const lines = journal.read().flatMap(known);
    const seal = lines.findIndex(({ call }) => call === 'seal');
    for (const line of seal < 0 ? lines : lines.slice(0, seal)) world = advance(line);
    if (seal >= 0) return moveOn();
    if (!world) throw new BotError('failed', 'The journal of the demo site is not readable');
    return world;
  }

  function advance(line: Line): World | undefined {
    // Verdicts stay for the call that is just being sent.
    if (line.call === 'begin') return { ...resume(seeds, line), verdicts: lastOf(world) };
    if (line.call !== 'seal' && world) apply(world, line);
    return world;
  }

  function moveOn(): World {
    const next = journal.generation + 1;
    if (world && newestGeneration(options) < next) makeGeneration(options, next, ending(world));
    journal.close();
    journal = openNewest(options);
    return look();
  }

  function send(wanted: NewCall): string {
    const call = { ...wanted, id: randomUUID(), at: Date.now() };
    if (journal.growth() > fullBytes) append(journal, { call: 'seal' });
    for (;;) {
      const { generation } = journal;
      append(journal, call);
      const verdict = look().verdicts.get(call.id);
      if (verdict) return accepted(verdict);
      if (journal.generation === generation) throw new Error(`no answer to ${call.call}`);
    }
  }

  return { send, look, close: () => journal.close() };
}

/** None for a line of another version of the demo. */
function known(line: unknown): readonly Line[] {
  const { data } = Line.safeParse(line);
  return data ? [data] : [];
}

function append(journal: Journal, line: object): void {
  try {
    journal.append(line);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BotError('failed', `The demo site cannot write its journal: ${why}`, {
      hint: 'Make room on the disk of the bot, then try again.',
      cause: error,
    });
  }
}

function accepted({ call, refused }: Verdict): string {
  if (!refused) return call.id;
  throw new BotError(refused.code, refused.message, { hint: refused.hint });
}

function lastOf(world: World | undefined): World['verdicts'] {
  return new Map([...(world?.verdicts ?? [])].slice(-1000));
}
