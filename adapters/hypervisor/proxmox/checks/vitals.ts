import { z } from 'zod';
import { processorOf } from '../../../../src/doctor/linux.ts';
import { someAtOnce } from '../../../../src/flow/some-at-once.ts';
import type { Vitals } from '../../../../src/hypervisor/checks.ts';
import { knownOrNot } from '../../../../src/operations/now.ts';
import type { Client } from '../client/client.ts';
import { path } from '../client/client.ts';
import type { HostParts } from '../hosts.ts';
import { isNode } from '../resources.ts';
import { word } from '../row.ts';

/** Milliseconds for one node: one that hangs does not hold up the others. */
const DEADLINE_MS = 3_000;

const Status = z.object({
  kversion: word,
  cpuinfo: z.object({ flags: word }).optional().catch(undefined),
});
/** Seconds since the epoch, by the node's clock. */
const Time = z.object({ time: z.number() });

export interface VitalsParts {
  readonly client: Pick<Client, 'get'>;
  readonly resources: HostParts['resources'];
}

/**
 * Every node that is online, or that one; both questions want `Sys.Audit` on it, and what they do not tell stays
 * unknown.
 */
export async function readVitals(
  { client, resources }: VitalsParts,
  { signal, only }: { readonly signal: AbortSignal; readonly only?: string | undefined },
): Promise<readonly Vitals[]> {
  const nodes = (await resources.read(signal)).filter(isNode);
  return someAtOnce(
    nodes.filter(({ node, status }) => status !== 'offline' && (only ?? node) === node),
    async ({ node }) => {
      const options = { signal, deadlineMs: DEADLINE_MS };
      const [status, clock] = await Promise.all([
        knownOrNot(() => client.get(path`/nodes/${node}/status`, { ...options, schema: Status })),
        knownOrNot(() => readClock(client, node, signal)),
      ]);
      const processor = processorOf(status?.cpuinfo?.flags ?? '');
      return {
        host: node,
        type: { number: 1, why: 'KVM is part of its kernel' },
        ...(processor.extension !== 'none' && { accelerator: 'KVM' }),
        kernel: status?.kversion?.split(' ')[1],
        clock,
        ...processor,
      };
    },
  );
}

/** Whole seconds: what lies behind the point is on the side of doubt. */
async function readClock(client: Pick<Client, 'get'>, node: string, signal: AbortSignal) {
  const asked = Date.now();
  const options = { schema: Time, signal, deadlineMs: DEADLINE_MS };
  const { time } = await client.get(path`/nodes/${node}/time`, options);
  return { there: time * 1_000 + 500, asked: asked - 500, answered: Date.now() + 500 };
}
