import { type Kysely, type Selectable, sql, type UpdateObject } from 'kysely';
import type { Card } from '../../card.ts';
import type { Actor } from '../../chat.ts';
import { BotError } from '../../errors.ts';
import type { TaskDetail, TaskInfo } from '../../tasks.ts';
import { clean, toJson } from '../json.ts';
import type { Tables } from '../schema.ts';
import { abandonedAmong, type Blocker, firstBlockers, type Queued, queued } from './claims.ts';
import { stepsOf } from './steps.ts';
import { candidates, whyUntaken } from './waiting.ts';
import { behind, inQueue } from './waits.ts';

type Row = Selectable<Tables['operations']>;

/** How many may hold a slot of one host: it is what many wait for. */
interface AtOnce {
  readonly atOnce: number;
}

/** What a line about an operation is made of; its input and result can be megabytes. */
const summary = [
  'id',
  'title',
  'state',
  'actor',
  'accepted_at',
  'ended_at',
  'progress',
  'reason',
  'sites',
] as const satisfies readonly (keyof Row)[];
type Summary = Pick<Row, (typeof summary)[number]>;

export async function listTasks(
  db: Kysely<Tables>,
  { ended, limit, atOnce }: AtOnce & { readonly ended: boolean; readonly limit: number },
): Promise<readonly TaskInfo[]> {
  const rows = await db
    .selectFrom('operations')
    .select(summary)
    .$if(!ended, (query) => query.where('state', 'in', ['waiting', 'running', 'undecided']))
    // A group stands for its members, but a member that needs a decision stands for itself.
    .where((where) => where.or([where('parent', 'is', null), where('state', '=', 'undecided')]))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return taskInfos(db, rows, atOnce);
}

/** The operations of a group, in the order of its plan. */
export async function membersOf(
  db: Kysely<Tables>,
  { group, atOnce }: AtOnce & { readonly group: number },
): Promise<readonly TaskInfo[]> {
  const rows = await db
    .selectFrom('operations')
    .select(summary)
    .where('parent', '=', group)
    .orderBy('id')
    .execute();
  return taskInfos(db, rows, atOnce);
}

export async function showTask(
  db: Kysely<Tables>,
  { id, atOnce }: AtOnce & { readonly id: number },
): Promise<TaskDetail> {
  const row = await findOperation(db, id);
  const [info, members, steps, claims] = await Promise.all([
    taskInfo(db, row, atOnce),
    membersOf(db, { group: id, atOnce }),
    stepsOf(db, id),
    db
      .selectFrom('claims')
      .select('target')
      .where('operation', '=', id)
      .orderBy('target')
      .execute(),
  ]);
  return {
    ...info,
    members,
    epoch: row.epoch,
    targets: claims.map((claim) => claim.target),
    result: row.result ?? undefined,
    steps: steps.map((step) => ({
      name: step.name,
      startedAt: +step.begun_at,
      endedAt: step.ended_at ? +step.ended_at : undefined,
      failed: step.error !== null,
    })),
  };
}

/** Throws `not-found`. */
export async function findOperation(db: Kysely<Tables>, id: number): Promise<Row> {
  const row = await db.selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirst();
  if (row) return row;
  throw new BotError('not-found', `There is no task ${id}`, {
    hint: 'task list shows the newest ones.',
  });
}

export interface Settlement {
  readonly id: number;
  readonly as: 'done' | 'failed';
  readonly actor: Actor;
  readonly note: string;
}

/** Ends an undecided operation as a person says; its claims are free afterwards. */
export async function settleOperation(
  db: Kysely<Tables>,
  { id, as, actor, note }: Settlement,
): Promise<Row> {
  const { title } = await findOperation(db, id);
  const reason = `settled as ${as} by ${actor.name}${note ? `: ${note}` : ''}`;
  const card: Card = { title: `${title}: ${reason}`, tone: as === 'done' ? 'success' : 'danger' };
  const row = await update(db, id, 'undecided', {
    state: as,
    ended_at: sql<Date>`now()`,
    reason: clean(reason),
    result: toJson(card),
  });
  if (row) return row;
  const { state } = await findOperation(db, id);
  throw new BotError('conflict', `Task ${id} is not undecided: it is ${state}`, {
    hint: 'Only a task whose outcome could not be known is settled by a person.',
  });
}

/** Changes the operation if it is in this state now. */
function update(
  db: Kysely<Tables>,
  id: number,
  state: Row['state'],
  change: UpdateObject<Tables, 'operations'>,
): Promise<Row | undefined> {
  return db
    .updateTable('operations')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', state)
    .returningAll()
    .executeTakeFirst();
}

export async function taskInfo(
  db: Kysely<Tables>,
  row: Summary,
  atOnce: number,
): Promise<TaskInfo> {
  const [info] = await taskInfos(db, [row], atOnce);
  return info as TaskInfo;
}

/** The same for many, with two questions about all that wait and one about all that run. */
async function taskInfos(
  db: Kysely<Tables>,
  rows: readonly Summary[],
  atOnce: number,
): Promise<readonly TaskInfo[]> {
  const ids = (wanted: Row['state']) =>
    rows.filter(({ state }) => state === wanted).map(({ id }) => id);
  const waiting = ids('waiting');
  const [blockers, queues, abandoned] = await Promise.all([
    firstBlockers(db, waiting),
    queued(db, waiting, atOnce),
    abandonedAmong(db, ids('running')),
  ]);
  const free = waiting.some((id) => !blockers.has(id) && !queues.has(id));
  const replicas = free ? await candidates(db) : [];
  return rows.map((row) => {
    if (row.state === 'waiting')
      return infoOf(row, waitsFor(row, { blockers, queues, replicas, atOnce }));
    return infoOf(row, abandoned.has(row.id) ? leftAlone(row) : row.reason);
  });
}

/** How far it was says nothing of how far it is. */
function leftAlone({ sites }: Summary): string {
  const where = sites.length === 0 ? '' : ` that reaches ${sites.join(' and ')}`;
  return `nobody follows it now; the next bot${where} goes on with it`;
}

function infoOf(row: Summary, reason: string | null): TaskInfo {
  return {
    id: row.id,
    title: row.title,
    state: row.state,
    actor: row.actor,
    createdAt: +row.accepted_at,
    endedAt: row.ended_at ? +row.ended_at : undefined,
    progress: row.progress ?? undefined,
    reason: reason ?? undefined,
  };
}

interface Waits extends AtOnce {
  readonly blockers: ReadonlyMap<number, Blocker>;
  readonly queues: ReadonlyMap<number, Queued>;
  /** Read only where something waits for nothing but a replica. */
  readonly replicas: Awaited<ReturnType<typeof candidates>>;
}

function waitsFor({ id, sites }: Summary, { blockers, queues, replicas, atOnce }: Waits): string {
  const first = blockers.get(id);
  if (first) return behind(first);
  const queue = queues.get(id);
  return queue ? inQueue(queue, atOnce) : whyUntaken(sites, replicas);
}
