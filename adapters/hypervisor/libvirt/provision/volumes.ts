import { BotError } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { refusal } from '../errors.ts';
import { parseVolume, type VolumeRecord } from '../storage/volume-records.ts';
import { isPlainWord, uuidWord } from '../words.ts';
import { type NewVolume, volumeXml, WHOLE_MODE } from './new-volume.ts';
import { perform } from './perform.ts';

/** Where a volume is: a pool's UUID and a name of ours. */
export type VolumeRef = Pick<NewVolume, 'pool' | 'name'>;

/** What is copied; its name is whatever its owner gave it. */
export interface CopySource {
  readonly pool: string;
  readonly name: string;
  /** What it takes now, for the progress. */
  readonly bytes?: number | undefined;
}

interface Making {
  readonly step: string;
  /** The machine's name, for the words of a refusal. */
  readonly name: string;
}

/** Milliseconds between two looks at how far a copy is. */
const WATCH = 1_000;

/** A full copy that stands on nothing; libvirt goes on with it whoever is killed meanwhile. */
export async function copyVolume(
  client: Client,
  task: TaskControl,
  { from, to, ...making }: Making & { from: CopySource; to: NewVolume },
): Promise<void> {
  const watching = new AbortController();
  void watch(client, task, { from, to, signal: watching.signal });
  try {
    await perform(client, task, {
      ...making,
      words: [
        ...['vol-create-from', `--pool=${to.pool}`, '--file=/dev/stdin'],
        ...[`--vol=${from.name}`, `--inputpool=${from.pool}`],
      ],
      input: volumeXml(to),
      note: `copying ${from.name}`,
      before: () => clearHalfMade(client, to, task.signal),
      look: (signal) => isWhole(client, to, signal),
    });
  } finally {
    watching.abort();
  }
  task.report({ fraction: 1, note: `copied ${from.name}` });
}

async function watch(
  client: Client,
  { report }: TaskControl,
  { from, to, signal }: { from: CopySource; to: NewVolume; signal: AbortSignal },
): Promise<void> {
  try {
    for (;;) {
      await pause(WATCH, signal);
      const written = (await readOwn(client, to, signal))?.bytes;
      if (written === undefined || !from.bytes) continue;
      report({ fraction: Math.min(written / from.bytes, 0.99), note: `copying ${from.name}` });
    }
  } catch {
    // It has ended, or the way is cut: the act itself tells.
  }
}

/** An empty volume, or a thin one on a base. */
export async function makeVolume(
  client: Client,
  task: TaskControl,
  {
    volume,
    base,
    ...making
  }: Making & {
    volume: NewVolume;
    base?: { path: string; format: string } | undefined;
  },
): Promise<void> {
  await perform(client, task, {
    ...making,
    words: ['vol-create', `--pool=${volume.pool}`, '--file=/dev/stdin'],
    input: volumeXml(volume, base),
    note: `making ${volume.name}`,
    before: () => clearHalfMade(client, volume, task.signal),
    look: (signal) => isWhole(client, volume, signal),
  });
}

/** Safe to repeat: it writes the same bytes. */
export async function fillVolume(
  client: Client,
  task: TaskControl,
  { volume, content, ...making }: Making & { volume: NewVolume; content: Uint8Array },
): Promise<void> {
  await perform(client, task, {
    ...making,
    words: ['vol-upload', `--pool=${volume.pool}`, `--vol=${volume.name}`, '--file=/dev/stdin'],
    input: content,
    note: `writing ${volume.name}`,
  });
}

export async function growVolume(
  client: Client,
  task: TaskControl,
  { volume, bytes, ...making }: Making & { volume: VolumeRef; bytes: number },
): Promise<void> {
  await perform(client, task, {
    ...making,
    words: ['vol-resize', `--pool=${volume.pool}`, `--vol=${volume.name}`, `--capacity=${bytes}`],
    note: 'setting the size of its disk',
    async look(signal) {
      const now = await readOwn(client, volume, signal);
      return now?.capacityBytes === bytes ? { found: 'done', result: '' } : { found: 'not-done' };
    },
  });
}

/** libvirt refuses to read from a volume it still fills; one it fills no more is whole, or was left half-written. */
async function isWhole(client: Client, volume: VolumeRef, signal: AbortSignal) {
  const probe = `vol-download ${place(volume)} --file /dev/null --length 1`;
  const [answer = { out: '', err: '' }] = await client.answers([probe], { signal, slow: true });
  if (isBusy(answer.err)) throw new BotError('timeout', `libvirt still fills ${volume.name}`);
  const now = await readOwn(client, volume, signal);
  const look: Look<string> =
    now?.mode === WHOLE_MODE ? { found: 'done', result: '' } : { found: 'not-done' };
  return look;
}

/** One of our own volumes; absent when there is none. */
async function readOwn(
  client: Client,
  volume: VolumeRef,
  signal: AbortSignal,
): Promise<VolumeRecord | undefined> {
  const [answer = { out: '', err: '' }] = await client.answers([`vol-dumpxml ${place(volume)}`], {
    signal,
    slow: true,
  });
  if (answer.err === '') return parseVolume(answer.out, { name: volume.pool });
  if (isAbsent(answer.err)) return undefined;
  throw refusal(answer.err, volume.name);
}

/** A whole one was made by whoever went on with the task, and may be in use: then libvirt refuses the making. */
async function clearHalfMade(client: Client, volume: VolumeRef, signal: AbortSignal) {
  const there = await readOwn(client, volume, signal);
  if (there !== undefined && there.mode !== WHOLE_MODE) await discard(client, volume, signal);
}

/** Removes a volume of ours, whole or half-made; waits while libvirt still fills it, which nobody can stop. */
export async function discard(client: Client, volume: VolumeRef, signal: AbortSignal) {
  for (;;) {
    const [answer = { out: '', err: '' }] = await client.answers([`vol-delete ${place(volume)}`], {
      signal,
      slow: true,
    });
    if (answer.err === '' || isAbsent(answer.err)) return;
    if (!isBusy(answer.err)) throw refusal(answer.err, volume.name);
    await pause(WATCH, signal);
  }
}

function place({ pool, name }: VolumeRef): string {
  if (!isPlainWord(name)) throw new BotError('invalid', 'this is no volume of ours');
  return `--pool ${uuidWord(pool)} --vol ${name}`;
}

const isBusy = (err: string) => err.includes('is still being allocated');
const isAbsent = (err: string) => err.includes('Storage volume not found');
