import { BotError } from '../../../src/errors.ts';
import { someAtOnce } from '../../../src/flow/some-at-once.ts';
import type { Client } from './client.ts';
import type { Stamps } from './host-files.ts';
import { type Info, readInfo } from './info.ts';
import { type Listed, parseList } from './list.ts';
import { parseLongList } from './long-list.ts';
import { type MachineSettings, parseSettings } from './settings-file.ts';

/** A machine with all that is known of it; without `info` VirtualBox could not be asked for it. */
export interface Known {
  readonly id: string;
  readonly name?: string | undefined;
  readonly info?: Info | undefined;
  readonly settings?: MachineSettings | undefined;
  /** Why there is no `info`. */
  readonly problem?: string | undefined;
}

/** Every machine, with a call of its own only for those that have changed since they were last asked for. */
export interface Inventory {
  all(signal: AbortSignal): Promise<readonly Known[]>;
  /** After an act: whatever its files say, it is asked for anew. */
  forget(id: string): void;
}

interface Kept extends Known {
  readonly info: Info;
  /** Its name as the list had it. */
  readonly listedAs: string | undefined;
  readonly changedAt: number;
}

/** Milliseconds between a change and its time on the file, at most: file systems count in ticks of the clock. */
const MARGIN = 100;

/**
 * VirtualBox writes a machine's settings at each change of them, and its VBox.log at each change of its state, pausing
 * and resetting too. What was read after the last of both is still so while neither has another time.
 */
export function createInventory(client: Client): Inventory {
  const kept = new Map<string, Kept>();

  /** Leaves only what nothing has changed since. */
  async function sift(listed: readonly Listed[], signal: AbortSignal): Promise<void> {
    const paths = [...kept.values()].flatMap(({ info }) => filesOf(info));
    const { changedAt } = await client.reach.files.stamps(paths, signal);
    const present = new Map(listed.map((one) => [one.id, one]));
    for (const [id, one] of kept) {
      const isSame = present.has(id) && present.get(id)?.name === one.listedAs;
      if (!isSame || lastChange(one.info, changedAt) !== one.changedAt) kept.delete(id);
    }
  }

  function keep(all: readonly Asked[], stamps: Stamps, now: number): void {
    for (const { known, askedAt } of all) {
      const { info } = known;
      const changedAt = info && lastChange(info, stamps.changedAt);
      const before = stamps.now - (now - askedAt) - MARGIN;
      if (!info || info.passing || changedAt === undefined || changedAt >= before) continue;
      if (info.active && stamps.lateWhileOpen) continue;
      kept.set(known.id, { ...known, info, changedAt, listedAs: known.name });
    }
  }

  return {
    async all(signal) {
      const listed = parseList(await client.ask(['list', 'vms'], { signal, first: true }));
      if (kept.size > 0) await sift(listed, signal);
      const stale = listed.filter(({ id }) => !kept.has(id));
      const asked = await askForAll(client, stale, signal);
      if (asked.length > 0) {
        const paths = asked.flatMap(({ known }) => (known.info ? filesOf(known.info) : []));
        keep(asked, await client.reach.files.stamps(paths, signal), performance.now());
      }
      const answers = new Map(asked.map(({ known }) => [known.id, known]));
      return withSettings(client, signal, {
        known: listed.map((one) => answers.get(one.id) ?? kept.get(one.id) ?? one),
        settle: (known) => {
          const one = kept.get(known.id);
          if (one) kept.set(one.id, { ...one, ...known, info: known.info ?? one.info });
        },
      });
    },
    forget: (id) => kept.delete(id),
  };
}

interface Asked {
  readonly known: Known;
  /** By the monotonic clock. */
  readonly askedAt: number;
}

/** More than these are asked for at once, as far as that goes: one call for all takes as long as some three alone. */
const MANY = 6;

async function askForAll(
  client: Client,
  stale: readonly Listed[],
  signal: AbortSignal,
): Promise<readonly Asked[]> {
  const askedAt = performance.now();
  const resting =
    stale.length > MANY
      ? parseLongList(await client.ask(['list', '--long', 'vms'], { signal, first: true }), stale)
      : new Map<string, Info>();
  return someAtOnce(stale, async (one) => {
    const info = resting.get(one.id);
    return info ? { known: { ...one, info }, askedAt } : askFor(client, one, signal);
  });
}

/** One that does not answer hides no other. */
async function askFor(client: Client, one: Listed, signal: AbortSignal): Promise<Asked> {
  const askedAt = performance.now();
  const { id, name = id } = one;
  try {
    const info = await readInfo(client, { id, name }, { signal, first: true });
    return { known: { ...one, info }, askedAt };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BotError) || error.code === 'unreachable') throw error;
    return { known: { ...one, problem: error.message }, askedAt };
  }
}

interface Settling {
  readonly known: readonly Known[];
  settle(known: Known): void;
}

async function withSettings(
  client: Client,
  signal: AbortSignal,
  { known, settle }: Settling,
): Promise<readonly Known[]> {
  const paths = known.flatMap(({ info, settings }) =>
    info && !settings ? [info.settingsFile] : [],
  );
  if (paths.length === 0) return known;
  const texts = await client.reach.files.read(paths, signal);
  // What its code page has no letter for, VBoxManage replaces there.
  const isInexact = (await client.reach.os(signal)) === 'windows';
  return known.map((one) => {
    const text = one.info && !one.settings ? texts.get(one.info.settingsFile) : undefined;
    if (text === undefined) return one;
    const settings = parseSettings(text);
    // The list for people ends a description where it likes.
    const info = one.info && { ...one.info, description: settings.description };
    const name = isInexact ? (settings.name ?? one.name) : one.name;
    const whole = { ...one, name, info, settings };
    settle(whole);
    return whole;
  });
}

function filesOf({ settingsFile, logFile }: Info): readonly string[] {
  return [settingsFile, logFile];
}

/** Absent where the settings cannot be seen; a machine that never ran has no log. */
function lastChange(info: Info, changedAt: ReadonlyMap<string, number>): number | undefined {
  const settings = changedAt.get(info.settingsFile);
  if (settings === undefined) return undefined;
  return Math.max(settings, changedAt.get(info.logFile) ?? 0);
}
