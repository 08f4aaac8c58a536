import type { Who } from '../access/who.ts';
import { invalid } from '../refusal.ts';
import { type Call, route, withTotal } from '../route.ts';
import type { Task } from '../world/task-run.ts';
import { readUpid } from '../world/upid.ts';

export const taskRoutes = [
  route('GET', '/cluster/tasks', ofCluster),
  route('GET', '/nodes/{node}/tasks', ofNode),
  route('GET', '/nodes/{node}/tasks/{upid}/status', status, { daemon: true }),
  route('GET', '/nodes/{node}/tasks/{upid}/log', log, { daemon: true }),
  route('DELETE', '/nodes/{node}/tasks/{upid}', cancel, { daemon: true }),
];

/** What the cluster tells of each node: all that run, and of the others as many as make this number. */
const toldPerNode = 25;

function ofCluster({ world, who }: Call) {
  return [...world.nodes.keys()].flatMap((node) => {
    const all = world.tasks.all.filter((task) => task.node === node && isListed(task));
    const running = all.filter(({ endtime }) => endtime === undefined);
    const others = all.filter(({ endtime }) => endtime !== undefined);
    return [...running, ...others.slice(0, Math.max(0, toldPerNode - running.length))]
      .filter((task) => maySee(who, task))
      .map((task) => ({
        ...bare(task),
        saved: task.endtime === undefined ? '0' : '1',
        ...(task.endtime !== undefined && { endtime: task.endtime, status: task.exitstatus }),
      }));
  });
}

function ofNode({ world, who, node, params }: Call) {
  const source = params.text('source') ?? 'archive';
  const found = world.tasks.all
    .filter((task) => task.node === node && isListed(task) && maySee(who, task))
    .filter((task) => isOf(source, task) && matches(params, task));
  const start = params.int('start') ?? 0;
  const page = found.slice(start, start + (params.int('limit') ?? 50));
  return withTotal(page.map(listed), found.length);
}

function isListed({ isGone }: Task): boolean {
  return !isGone;
}

function isOf(source: string, { endtime, isHidden }: Task): boolean {
  if (source === 'all') return true;
  return source === 'active' ? endtime === undefined && !isHidden : endtime !== undefined;
}

function matches(params: Call['params'], task: Task): boolean {
  const { work, starttime, exitstatus = '' } = task;
  const [vmid, type] = [params.text('vmid'), params.text('typefilter')];
  const [user, kinds] = [params.text('userfilter'), params.text('statusfilter')];
  return (
    (vmid === undefined || String(work.id) === vmid) &&
    (type === undefined || work.type === type) &&
    (user === undefined || work.who.name.includes(user)) &&
    (!params.flag('errors') || outcomeOf(exitstatus) === 'error') &&
    (kinds === undefined || kinds.split(',').includes(outcomeOf(exitstatus))) &&
    starttime >= (params.int('since') ?? 0) &&
    starttime <= (params.int('until') ?? Number.POSITIVE_INFINITY)
  );
}

function outcomeOf(exitstatus: string): string {
  if (exitstatus === 'OK' || exitstatus === '') return 'ok';
  if (exitstatus === 'unexpected status') return 'unknown';
  return /^WARNINGS: \d+$/.test(exitstatus) ? 'warning' : 'error';
}

/** As a list has it: an active one has the whole user, a finished one the token beside it. */
function listed(task: Task) {
  const { pid = 0, pstart = 0 } = readUpid(task.upid) ?? {};
  const { tokenid, ...rest } = { tokenid: undefined, ...bare(task) };
  if (task.endtime === undefined) {
    return { ...rest, user: task.work.who.name, pid, pstart, status: 'RUNNING', saved: '0' };
  }
  const ended = { endtime: task.endtime, status: task.exitstatus };
  return { ...rest, ...(tokenid !== undefined && { tokenid }), pid, pstart, ...ended };
}

function bare({ upid, node, starttime, work }: Task) {
  const { type, id, who } = work;
  return {
    upid,
    node,
    type,
    id: String(id),
    starttime,
    user: who.user,
    ...(who.token !== undefined && { tokenid: who.token }),
  };
}

function maySee(who: Who, { node, work }: Task): boolean {
  return isOwner(who, work.who) || who.may(`/nodes/${node}`, 'Sys.Audit');
}

/** A user owns what a token of theirs began; a token only its own. */
function isOwner(who: Who, owner: Who): boolean {
  return who.name === owner.name || (who.token === undefined && who.user === owner.user);
}

function found({ world, who, node, params }: Call, privilege: string): Task {
  const upid = params.need('upid');
  const task = world.tasks.find(upid);
  // Its log is on the node it ran on: another one does not know it.
  if (task.node !== node) throw invalid({ upid: 'no such task' });
  if (!isOwner(who, task.work.who)) who.demand(`/nodes/${node}`, privilege);
  return task;
}

function status(call: Call) {
  const task = found(call, 'Sys.Audit');
  const { pid = 0, pstart = 0 } = readUpid(task.upid) ?? {};
  const isOver = task.endtime !== undefined;
  return {
    ...bare(task),
    pid,
    pstart,
    status: isOver ? 'stopped' : 'running',
    ...(isOver && { exitstatus: task.exitstatus }),
  };
}

function log(call: Call) {
  const { lines } = found(call, 'Sys.Audit');
  const start = call.params.int('start') ?? 0;
  const limit = call.params.int('limit') ?? 50;
  const page = limit === 0 ? lines.slice(start) : lines.slice(start, start + limit);
  const told = page.map((t, index) => ({ n: start + index + 1, t }));
  return withTotal(told.length > 0 ? told : [{ n: 1, t: 'no content' }], lines.length);
}

async function cancel(call: Call) {
  const task = found(call, 'Sys.Modify');
  task.cancel();
  await task.ended;
  return undefined;
}
