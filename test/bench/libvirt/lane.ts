import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createClient } from '../../../adapters/hypervisor/libvirt/client.ts';
import { Config } from '../../../adapters/hypervisor/libvirt/config.ts';
import { createReach } from '../../../adapters/hypervisor/libvirt/reach.ts';
import { wayOf } from '../../../adapters/hypervisor/libvirt/way.ts';
import { silent } from '../../../src/log.ts';
import type { Measured } from '../figure.ts';
import { interleave, median, timed } from '../measure.ts';
import type { PausedHost } from './host.ts';

const run = promisify(execFile);
/** Questions in one sample, one after another, as a bot that follows its tasks asks them. */
const IN_A_ROW = 10;

/** One small question over the standing shell, beside the same question to a `virsh` of its own. */
export async function* measureLane(
  { uri, machines: [machine = ''] }: PausedHost,
  signal: AbortSignal,
): AsyncGenerator<Measured> {
  const client = createClient(createReach(wayOf(Config.parse({ uri }))), silent);
  const line = `domstate ${machine}`;
  const ask = async () => {
    for (let asked = 0; asked < IN_A_ROW; asked += 1) {
      expectPaused(await client.query([line], { signal }));
    }
  };
  try {
    const times = await interleave(
      {
        lane: async () => (await timed(ask)) / IN_A_ROW,
        process: () =>
          timed(async () => {
            const { stdout } = await run('virsh', ['-c', uri, 'domstate', machine], { signal });
            expectPaused([stdout]);
          }),
      },
      { rounds: 60, warmUp: 5, signal },
    );
    yield {
      figure: 'domstate over the persistent lane',
      value: median(times.lane),
      unit: 'ms',
      beside: { what: 'one virsh process', value: median(times.process) },
      goal: { is: 'cheaper', atLeast: 20 },
    };
  } finally {
    client.close();
  }
}

function expectPaused([answer = '']: readonly string[]): void {
  if (answer.trim() !== 'paused') throw new Error(`domstate said ${answer}`);
}
