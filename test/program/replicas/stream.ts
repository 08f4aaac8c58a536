import { setTimeout as sleep } from 'node:timers/promises';
import { history } from '../../adapters/hypervisor/demo/history.ts';
import { discordPerson, type Fleet, slackPerson } from './fleet.ts';

/** One line that was typed: it makes a thing of a name that nothing else has. */
export interface Typed {
  readonly platform: 'slack' | 'discord';
  readonly name: string;
  readonly line: string;
}

export interface Row {
  readonly id: number;
  readonly tag: string;
  readonly line: string;
  readonly state: string;
  readonly reason: string | null;
  readonly epoch: number;
  readonly tookMs: number;
}

/** What a person does at one machine, one thing after another. */
export interface Seat {
  readonly platform: Typed['platform'];
  readonly machine: string;
}

const seats: readonly Seat[] = [
  ...['web-1', 'web-2', 'db-1', 'build-1', 'win-print'].map(
    (machine) => ({ platform: 'slack', machine }) as const,
  ),
  ...['lab-01', 'lab-02', 'lab-03', 'lab-04', 'dns-1'].map(
    (machine) => ({ platform: 'discord', machine }) as const,
  ),
  { platform: 'slack', machine: 'web01' },
  { platform: 'discord', machine: 'files01' },
];

/** Milliseconds for which a line may take to become an operation, or to be known as not accepted. */
const ACCEPT_MS = 12_000;

/** Types lines until as many were accepted as are wanted. */
export async function stream(fleet: Fleet, wanted: number): Promise<readonly Typed[]> {
  const typed: Typed[] = [];
  let accepted = 0;
  let count = 0;
  const work = async ({ platform, machine }: Seat) => {
    while (accepted < wanted) {
      count += 1;
      const name = `n${String(count).padStart(4, '0')}`;
      const tags = count % 2 === 0 && machine.includes('-');
      const line = tags ? `vm tag ${machine} ${name}` : `snapshot create ${machine} ${name}`;
      typed.push({ platform, name, line });
      await type(fleet, platform, line);
      const row = await becomes(fleet, line);
      if (row === undefined) continue;
      accepted += 1;
      await ends(fleet, line);
    }
  };
  await Promise.all(seats.map(work));
  return typed;
}

/** What the platform says of its failing is for the person alone. */
async function type({ slack, discord }: Fleet, platform: Typed['platform'], line: string) {
  const typing =
    platform === 'slack'
      ? slack.person(slackPerson).slash('C0PS', '/nakhoda', line)
      : discord.person(discordPerson).slash('ops', 'nakhoda do', { line });
  // Nobody listens for a moment: both say so, and one of them by throwing.
  await typing.catch(() => sleep(500));
}

async function becomes(fleet: Fleet, line: string): Promise<Row | undefined> {
  for (const until = Date.now() + ACCEPT_MS; Date.now() < until; await sleep(200)) {
    const [row] = await rowsOf(fleet, line);
    if (row) return row;
  }
  return undefined;
}

async function ends(fleet: Fleet, line: string): Promise<void> {
  for (const until = Date.now() + 120_000; Date.now() < until; await sleep(200)) {
    const [row] = await rowsOf(fleet, line);
    if (row && isOver(row)) return;
  }
}

export const isOver = ({ state }: Row) => ['done', 'failed', 'cancelled'].includes(state);

/** The operations of a line, or of all; a database that is away is asked again. */
export async function rowsOf({ database }: Fleet, line?: string): Promise<readonly Row[]> {
  for (;;) {
    try {
      const { rows } = await database.pool.query<Row>(
        `select id, tag, line, state, reason, epoch,
          (extract(epoch from coalesce(ended_at, now()) - accepted_at) * 1000)::float8 as "tookMs"
         from operations where $1::text is null or line = $1 order by id`,
        [line ?? null],
      );
      return rows;
    } catch {
      await sleep(200);
    }
  }
}

/** How often the hypervisor did it, counted there. */
export function effectsOf({ data, proxmox }: Fleet) {
  const done = history(data, 'campus').filter(({ accepted }) => accepted);
  return ({ tag }: Row, { name }: Typed): number =>
    done.filter((call) => call.tag === tag).length +
    proxmox.calls.filter(
      ({ method, params, status }) =>
        method === 'POST' && params['snapname'] === name && status === 200,
    ).length;
}
