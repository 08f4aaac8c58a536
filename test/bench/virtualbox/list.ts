import type { Hypervisor } from '../../../src/hypervisor.ts';
import { run } from '../../lab/run.ts';
import type { Measured } from '../figure.ts';
import { interleave, median, timed } from '../measure.ts';
import type { BenchBox } from './host.ts';
import { openBench } from './site.ts';

/** The whole state of the machines: for the first time, and once it is known. */
export async function* measureList(box: BenchBox, signal: AbortSignal): AsyncGenerator<Measured> {
  yield await measureFirst(box, signal);
  yield await measureAgain(box, signal);
}

async function measureFirst(box: BenchBox, signal: AbortSignal): Promise<Measured> {
  const { program, machines } = box;
  const ours = async () => {
    const site = openBench(program);
    await listed(site, box, signal).finally(() => site.close?.());
  };
  const oneByOne = async () => {
    for (const id of machines) {
      await run(program, ['showvminfo', id, '--machinereadable'], { signal });
    }
  };
  const times = await interleave(
    { ours: () => timed(ours), oneByOne: () => timed(oneByOne) },
    { rounds: 5, warmUp: 1, signal },
  );
  return {
    figure: `whole state of ${machines.length} machines, first time`,
    value: median(times.ours),
    unit: 'ms',
    beside: { what: 'showvminfo of one after another', value: median(times.oneByOne) },
    goal: { is: 'cheaper', atLeast: 2 },
  };
}

async function measureAgain(box: BenchBox, signal: AbortSignal): Promise<Measured> {
  const site = openBench(box.program);
  try {
    await listed(site, box, signal);
    const times = await interleave(
      {
        ours: () => timed(() => listed(site, box, signal)),
        list: () => timed(() => run(box.program, ['list', 'vms'], { signal })),
      },
      { rounds: 40, warmUp: 5, signal },
    );
    return {
      figure: `whole state of ${box.machines.length} unchanged machines`,
      value: median(times.ours),
      unit: 'ms',
      beside: { what: 'one list vms', value: median(times.list) },
      goal: { is: 'longer', atMost: 1.5 },
    };
  } finally {
    await site.close?.();
  }
}

async function listed(site: Hypervisor, { machines }: BenchBox, signal: AbortSignal) {
  const found = await site.machines(signal);
  const known = found.filter(({ state, cpus }) => state !== 'unknown' && cpus !== undefined);
  if (known.length !== machines.length) {
    throw new Error(`${known.length} of ${machines.length} machines were known`);
  }
}
