import pLimit from 'p-limit';
import { BotError } from '../../../src/errors.ts';
import type { Machine, Snapshot } from '../../../src/hypervisor.ts';
import type { Client } from './client.ts';
import { refusal } from './errors.ts';
import { parseSnapshot, type SnapshotRecord } from './snapshot-xml.ts';
import { isPlainWord, uuidWord } from './words.ts';

/** Processes side by side for names that may not stand in a line. */
const AT_ONCE = 4;
/** Lines that one name made elsewhere may be broken into. */
const MOST_LINES = 8;
const ONCE_LIMIT = 10_000;

/** Every snapshot of a machine, oldest first, whatever its name holds. */
export async function readRecords(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<SnapshotRecord[]> {
  const asked = { signal, name: machine.name };
  const [text = ''] = await client.query([`snapshot-list ${uuidWord(machine.id)} --name`], asked);
  const names = text.split('\n').filter((line) => line !== '');
  const plain = names.filter(isPlainWord);
  const lines = plain.map((name) => `snapshot-dumpxml ${machine.id} ${name}`);
  const answers = lines.length === 0 ? [] : await client.answers(lines, asked);
  const found = new Map<string, SnapshotRecord>();
  for (const [at, { out, err }] of answers.entries()) {
    if (err === '') found.set(plain[at] ?? '', parseSnapshot(out));
  }
  const limit = pLimit(AT_ONCE);
  const odd = names.map((name, at) =>
    found.has(name)
      ? undefined
      : limit(() => readOdd(client, machine, { lines: names.slice(at), signal })),
  );
  const records = [
    ...found.values(),
    ...(await Promise.all(odd)).filter((one) => one !== undefined),
  ];
  return records.toSorted(
    (a, b) => a.createdAt - b.createdAt || depth(a, records) - depth(b, records),
  );
}

/** A line that is no name by itself may be the first of one that virt-manager or virsh let have line breaks. */
async function readOdd(
  client: Client,
  machine: Machine,
  { lines, signal }: { lines: readonly string[]; signal: AbortSignal },
): Promise<SnapshotRecord | undefined> {
  for (let count = 1; count <= Math.min(lines.length, MOST_LINES); count += 1) {
    const name = lines.slice(0, count).join('\n');
    const record = await readRecord(client, machine, { name, signal });
    if (record) return record;
  }
  return undefined;
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
