import { z } from 'zod';
import { discordPerson, type Fleet, slackPerson } from './fleet.ts';
import { effectsOf, isOver, type Row, rowsOf, type Typed } from './stream.ts';

/** What became of everything that was typed, counted where it happened. */
export interface Proof {
  readonly typed: number;
  readonly accepted: number;
  readonly done: number;
  readonly failed: number;
  /** What the failed ones say. */
  readonly reasons: readonly string[];
  readonly takenOver: number;
  readonly longestMs: number;
  /** One sentence for each thing that is not as it must be. */
  readonly misses: readonly string[];
}

/** Everything has ended; waited for before it is judged. */
export async function settled(fleet: Fleet): Promise<boolean> {
  const rows = await rowsOf(fleet);
  if (!rows.every(isOver)) return false;
  const { rows: unsaid } = await fleet.database.pool.query(
    'select from outbox where said_at is null and given_up_at is null',
  );
  return unsaid.length === 0;
}

export async function prove(fleet: Fleet, typed: readonly Typed[]): Promise<Proof> {
  const rows = await rowsOf(fleet);
  const byLine = Map.groupBy(rows, ({ line }) => line);
  const effects = effectsOf(fleet);
  const messages = messagesIn(fleet);
  const misses = typed.flatMap((one) => {
    const found = byLine.get(one.line) ?? [];
    const [row] = found;
    if (found.length > 1) return [`${one.line} was accepted ${found.length} times`];
    if (!row) return effectless(fleet, one);
    const about = messages[one.platform].filter((text) => text.includes(`task ${row.id} ·`));
    return missesOf(row, { one, about, times: effects(row, one) });
  });
  misses.push(...(await surplus(fleet, messages)), ...sharedTurns(fleet));
  const state = (wanted: string) => rows.filter((row) => row.state === wanted).length;
  return {
    typed: typed.length,
    accepted: rows.length,
    done: state('done'),
    failed: state('failed'),
    reasons: rows.flatMap(({ state: now, reason }) => (now === 'failed' ? [reason ?? ''] : [])),
    takenOver: rows.filter(({ epoch }) => epoch > 1).length,
    longestMs: Math.round(Math.max(...rows.map(({ tookMs }) => tookMs))),
    misses,
  };
}

interface Found {
  readonly one: Typed;
  readonly about: readonly string[];
  /** How often it happened at the hypervisor. */
  readonly times: number;
}

function missesOf(row: Row, { one, about, times }: Found): readonly string[] {
  const { state, reason, id } = row;
  const told = `task ${id} (${one.line}), ${state}${reason ? `: ${reason}` : ''}`;
  const misses: string[] = [];
  if (!isOver(row)) misses.push(`${told}: it has no true end`);
  if (state === 'done' && times !== 1) misses.push(`${told}: it happened ${times} times`);
  if (state === 'failed' && times !== 0)
    misses.push(`${told}: it failed, and happened ${times} times`);
  if (about.length === 0) misses.push(`${told}: no card`);
  if (about.length > 1) misses.push(`${told}: ${about.length} messages`);
  const ended = about.filter((text) => / · took /.test(text));
  if (about.length > 0 && ended.length === 0)
    misses.push(`${told}: its card is not the last one: ${about[0]}`);
  return misses;
}

/** What was never accepted has happened nowhere. */
function effectless({ proxmox }: Fleet, { line, name }: Typed): readonly string[] {
  const made = proxmox.calls.some(
    ({ method, params }) => method === 'POST' && params['snapname'] === name,
  );
  return made ? [`${line} was never accepted, and happened`] : [];
}

/** One message for each operation, and one more where a reply rings after a minute: nothing else was posted. */
async function surplus(fleet: Fleet, messages: ReturnType<typeof messagesIn>) {
  const { rows } = await fleet.database.pool.query<{
    platform: 'slack' | 'discord';
    posts: number;
  }>(
    `select platform, (count(distinct operation) + count(*) filter (where not edits))::int as posts
     from outbox group by platform`,
  );
  return rows.flatMap(({ platform, posts }) =>
    messages[platform].length === posts
      ? []
      : [`${messages[platform].length} messages on ${platform} where ${posts} were to be said`],
  );
}

const Turn = z.object({
  msg: z.literal('this replica has the seat'),
  seat: z.string(),
  epoch: z.number(),
});

/** Asking a site, drawing boards, hearing Discord: each turn on a seat was that of one replica. */
function sharedTurns(fleet: Fleet): readonly string[] {
  const turns = fleet.log().flatMap((line) => {
    if (!line.startsWith('{') || !line.endsWith('}')) return [];
    const { data } = Turn.safeParse(JSON.parse(line));
    return data ? [`${data.seat}, turn ${data.epoch}`] : [];
  });
  const had = Map.groupBy(turns, (turn) => turn);
  const shared = [...had].filter(([, all]) => all.length > 1);
  return [
    ...(turns.length === 0 ? ['no seat was taken'] : []),
    ...shared.map(([turn, all]) => `${turn} was that of ${all.length} replicas`),
  ];
}

/** What everybody sees in the channel, not what was said to one person. */
function messagesIn({ slack, discord }: Fleet) {
  return {
    slack: slack
      .person(slackPerson)
      .messages('C0PS')
      .filter(({ ephemeral }) => !ephemeral)
      .map(({ text, drawn }) => `${text}\n${drawn}`),
    discord: discord
      .person(discordPerson)
      .messages('ops')
      .filter(({ ephemeral }) => !ephemeral)
      .map(({ drawn }) => drawn),
  };
}
