import pLimit from 'p-limit';
import { BotError } from '../../../../src/errors.ts';
import type { Snapshot } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { AskedFor, Client } from '../client.ts';
import { refusal } from '../errors.ts';
import { isPlainWord, uuidWord } from '../words.ts';
import { parseSnapshot, type SnapshotRecord } from './xml.ts';

/** Processes side by side for names that may not stand in a line. */
const AT_ONCE = 4;
/** Lines that one name made elsewhere may be broken into. */
const MOST_LINES = 4;
const ONCE_LIMIT = 10_000;

/** Every snapshot of a machine, oldest first, whatever its name holds. */
export async function readRecords(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<SnapshotRecord[]> {
  const asked = { signal, name: machine.name };
  const [text = ''] = await client.query([`snapshot-list ${uuidWord(machine.id)} --name`], asked);
  const lines = text.split('\n').filter((line) => line !== '');
  const found = await readPlain(client, machine, { names: lines.filter(isPlainWord), asked });
  const limit = pLimit(AT_ONCE);
  const read = async (name: string) => {
    if (found.has(name)) return;
    const record = await limit(() => readRecord(client, machine, { name, signal }));
    if (record) found.set(name, record);
  };
  await Promise.all(lines.filter((line) => !isPlainWord(line)).map(read));
  await Promise.all(brokenNames(lines, found).map(read));
  const records = [...found.values()];
  return records.toSorted(
    (a, b) => a.createdAt - b.createdAt || depth(a, records) - depth(b, records),
  );
}

/** Names that may stand in a line of virsh, all in one question. */
async function readPlain(
  client: Client,
  { id }: Machine,
  { names, asked }: { names: readonly string[]; asked: AskedFor },
): Promise<Map<string, SnapshotRecord>> {
  if (names.length === 0) return new Map();
  const lines = names.map((name) => `snapshot-dumpxml ${uuidWord(id)} ${name}`);
  const answers = await client.answers(lines, asked);
  const records = answers.filter(({ err }) => err === '').map(({ out }) => parseSnapshot(out));
  return new Map(records.map((record) => [record.name, record]));
}

/**
 * Names with line breaks, which virsh and virt-manager let pass, come as several lines. Around each line that
 * is no name, or the same name again, these are the names it may be a part of.
 */
function brokenNames(lines: readonly string[], found: ReadonlyMap<string, unknown>): string[] {
  const suspects = lines.flatMap((line, at) =>
    found.has(line) && lines.indexOf(line) === at ? [] : [at],
  );
  const joined = suspects.flatMap((at) => {
    const starts = Array.from({ length: MOST_LINES }, (_, back) => at - back);
    return starts.flatMap((start) =>
      Array.from({ length: MOST_LINES - 1 }, (_, more) => start + more + 2)
        .filter((end) => start >= 0 && end > at && end <= lines.length)
        .map((end) => lines.slice(start, end).join('\n')),
    );
  });
  return [...new Set(joined)];
}

/** One snapshot by its name, which goes to virsh as a word of its argv; absent when there is none. */
export async function readRecord(
  { reach }: Client,
  machine: Machine,
  { name, signal }: { name: string; signal: AbortSignal },
): Promise<SnapshotRecord | undefined> {
  const words = ['snapshot-dumpxml', uuidWord(machine.id), `--snapshotname=${name}`];
  const end = await reach.run(reach.virsh(words), { signal, timeoutMs: ONCE_LIMIT });
  if (end.exitCode === 0) return parseSnapshot(end.stdout);
  if (end.stderr.includes('no domain snapshot with matching name')) return undefined;
  const said = refusal(end.stderr, machine.name);
  // A client that was killed or cut off says nothing about the snapshot.
  throw said.code === 'failed' ? new BotError('unreachable', said.message) : said;
}

/** The snapshot as it was when the person saw it. Throws `not-found`, and `conflict` for a later namesake. */
export async function sameRecord(
  client: Client,
  machine: Machine,
  { wanted, signal }: { wanted: Snapshot; signal: AbortSignal },
): Promise<SnapshotRecord> {
  const record = await readRecord(client, machine, { name: wanted.id, signal });
  if (!record) {
    throw new BotError('not-found', `${machine.name} has no snapshot ${wanted.name} any more`, {
      hint: '`snapshot list` shows what there is.',
    });
  }
  if (record.createdAt === wanted.createdAt) return record;
  throw new BotError(
    'conflict',
    `${wanted.name} is another snapshot now than the one that was shown`,
    {
      hint: 'Look at `snapshot list`, then ask again.',
    },
  );
}

/** libvirt counts whole seconds: of two in the same one, the child is the younger. */
function depth(record: SnapshotRecord, all: readonly SnapshotRecord[]): number {
  let steps = 0;
  let at: SnapshotRecord | undefined = record;
  while (at?.parent !== undefined && steps <= all.length) {
    const { parent }: SnapshotRecord = at;
    at = all.find(({ id }) => id === parent);
    steps += 1;
  }
  return steps;
}

/** The name of the snapshot the present state grows from. */
export async function currentName(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<string | undefined> {
  const line = `snapshot-current ${uuidWord(machine.id)} --name`;
  const [answer = { out: '', err: '' }] = await client.answers([line], { signal });
  if (answer.err === '') return answer.out.replace(/\n$/, '');
  if (answer.err.includes('has no current snapshot')) return undefined;
  throw refusal(answer.err, machine.name);
}
