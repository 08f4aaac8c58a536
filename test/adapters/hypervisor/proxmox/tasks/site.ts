import { createBirths } from '../../../../../adapters/hypervisor/proxmox/births.ts';
import { path } from '../../../../../adapters/hypervisor/proxmox/client/client.ts';
import type { ClientSettings } from '../../../../../adapters/hypervisor/proxmox/client/create-client.ts';
import {
  createTasks,
  type TasksPace,
} from '../../../../../adapters/hypervisor/proxmox/tasks/create-tasks.ts';
import type { Act, Tasks } from '../../../../../adapters/hypervisor/proxmox/tasks/tasks.ts';
import {
  type ProxmoxDouble,
  type ProxmoxOptions,
  startProxmox,
} from '../../../../doubles/proxmox/index.ts';
import { clientMaker } from '../client-maker.ts';

export interface TasksSite {
  readonly double: ProxmoxDouble;
  readonly tasks: Tasks;
  /** How often that was asked of Proxmox. */
  count(method: string, path: RegExp): number;
  close(): Promise<void>;
}

/** Tasks of a double, in less time than life takes. */
export async function openTasks(
  options: ProxmoxOptions & { readonly settings?: Partial<ClientSettings> } = {},
  pace: TasksPace = {},
): Promise<TasksSite> {
  const double = await startProxmox(options);
  const clientOf = clientMaker(() => double);
  const client = clientOf(options.settings, { holdMs: 0 });
  const quick = { settleMs: 200, lockMs: 400, lockPauseMs: 50 };
  const births = createBirths(client);
  const { identity } = client;
  return {
    double,
    tasks: createTasks({ client, identity, births, ...quick, ...pace }),
    count: (method, wanted) =>
      double.calls.filter((call) => call.method === method && wanted.test(call.path)).length,
    async close() {
      await double.close();
      await clientOf.close();
    },
  };
}

/** web01, which runs on pve1, unless another is meant. */
export function power(verb: string, change: Partial<Act> = {}): Act {
  const { node = 'pve1', id = '100' } = change;
  return {
    step: `${verb} ${id}`,
    node,
    id,
    name: 'web01',
    types: [`qm${verb}`],
    method: 'POST',
    path: path`/nodes/${node}/qemu/${id}/status/${verb}`,
    doing: `${verb} goes on`,
    ...change,
  };
}
