import { need, needAny } from '../access/who.ts';
import { type Call, route } from '../route.ts';
import { figuresOf, maxima } from '../world/figures.ts';
import type { Kind } from '../world/guest.ts';
import { usedBytes } from '../world/volumes.ts';
import { guestIn } from './guest-call.ts';

const guest = { needs: need('/vms/{vmid}', 'VM.Audit'), daemon: true };

export const rrdRoutes = [
  route('GET', '/nodes/{node}/qemu/{vmid}/rrddata', (call) => ofGuest(call, 'qemu'), guest),
  route('GET', '/nodes/{node}/lxc/{vmid}/rrddata', (call) => ofGuest(call, 'lxc'), guest),
  route('GET', '/nodes/{node}/rrddata', ofNode, {
    needs: need('/nodes/{node}', 'Sys.Audit'),
    daemon: true,
  }),
  route('GET', '/nodes/{node}/storage/{storage}/rrddata', ofStorage, {
    needs: needAny('/storage/{storage}', 'Datastore.Audit', 'Datastore.AllocateSpace'),
    daemon: true,
  }),
];

/** Seconds from one row to the next, and how many rows. */
const frames: Readonly<Record<string, readonly [number, number]>> = {
  hour: [60, 60],
  day: [60, 1440],
  week: [1800, 336],
  month: [1800, 1440],
  year: [21_600, 1440],
  decade: [604_800, 570],
};

/** Of a time that nobody measured only the time is told. */
function rows(
  { world, node, params }: Call,
  measured: (ms: number) => Readonly<Record<string, unknown>>,
) {
  const [step, count] = frames[params.need('timeframe')] ?? [60, 60];
  const last = Math.floor(world.seconds() / step) * step;
  const since = world.nodes.get(node)?.bootedAt ?? 0;
  return Array.from({ length: count }, (_, index) => {
    const time = last - (count - 1 - index) * step;
    return time * 1000 < since ? { time } : { time, ...measured(time * 1000) };
  });
}

function pressures(value: number) {
  return {
    pressurecpusome: value,
    pressureiosome: value,
    pressureiofull: value,
    pressurememorysome: value,
    pressurememoryfull: value,
  };
}

function ofGuest(call: Call, kind: Kind) {
  const found = guestIn(call, kind);
  return rows(call, (ms) => {
    const still = { ...maxima(found), disk: 0 };
    if (found.state === 'stopped' || ms < found.startedAt) return still;
    const { cpu, mem, memhost, disk } = figuresOf(found, ms);
    const traffic = { netin: 3000, netout: 1500, diskread: 40_000, diskwrite: 20_000 };
    return {
      ...still,
      cpu,
      mem,
      disk,
      ...(kind === 'qemu' && { memhost }),
      ...traffic,
      ...pressures(0),
      pressurecpufull: 0,
    };
  });
}

function ofNode(call: Call) {
  const { world, node } = call;
  const { cores = 1, memory = 1 } = world.nodes.get(node) ?? {};
  return rows(call, (ms) => {
    const here = [...world.guests.values()].filter((one) => one.node === node);
    const figures = here.map((one) => figuresOf(one, ms));
    const memused = figures.reduce((sum, { memhost }) => sum + memhost, 1_475_928_064);
    const busy = figures.reduce((sum, { cpu }) => sum + cpu, 0.1);
    return {
      cpu: Math.min(1, busy / cores),
      maxcpu: cores,
      loadavg: busy,
      iowait: 0.001,
      memtotal: memory,
      memused,
      memavailable: memory - memused,
      swaptotal: 0,
      swapused: 0,
      roottotal: 270_553_174_016,
      rootused: 35_192_696_832,
      netin: 12_000,
      netout: 8000,
      arcsize: 0,
      ...pressures(0),
    };
  });
}

async function ofStorage(call: Call) {
  const { world, node, params } = call;
  const storage = await world.storage(params.need('storage'), node);
  return rows(call, () => ({
    total: storage.bytes,
    used: usedBytes(world, storage, node),
  }));
}
