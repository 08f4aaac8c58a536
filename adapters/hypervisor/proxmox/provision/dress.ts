import { z } from 'zod';
import type { NewMachine } from '../../../../src/hypervisor/provision.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Params } from '../client/client.ts';
import { drivesOf, type GuestConfig, readConfig } from '../guest-config.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { cloudInitOf, firstBoot, mebibytes } from './params.ts';
import type { Plan } from './plan.ts';
import type { Making } from './undo.ts';

interface Order {
  readonly plan: Plan;
  readonly wanted: NewMachine;
  readonly making: Making;
}

/** What a copy of a template shall have of its own. It is off, so that all of it counts at once; twice does no harm. */
export async function dressed(
  { client }: Parts,
  { plan, wanted, making }: Order,
  task: TaskControl,
): Promise<void> {
  await task.step(`set up ${making.id}`, {
    async do() {
      const { signal } = task;
      const config = await readConfig(client, making, signal);
      const params = {
        ...common({ plan, wanted, making }, config),
        ...own({ wanted, making, plan }, config),
      };
      const asked = `${guestPath(making)}/config`;
      await client.send('PUT', asked, { schema: z.unknown(), params, signal, name: making.name });
      return true;
    },
  });
}

function common({ plan, wanted }: Order, config: GuestConfig): Params {
  const net = config.get('net0');
  return {
    cores: wanted.cpus,
    memory: mebibytes(wanted.memoryBytes),
    description: wanted.description || undefined,
    net0: wanted.segment === undefined || net === undefined ? undefined : rePlugged(net, plan),
  };
}

function rePlugged(net: string, { plug }: Plan): string {
  const rest = net.split(',').filter((part) => !/^(?:bridge|tag)=/.test(part));
  const tag = plug.tag === undefined ? [] : [`tag=${plug.tag}`];
  return [...rest, `bridge=${plug.bridge}`, ...tag].join(',');
}

/** A template without a drive for it cannot be told anything at its first boot: it gets one. */
function own({ plan, wanted, making }: Order, config: GuestConfig): Params {
  if (making.kind === 'container') return {};
  const cloudInit = cloudInitOf(wanted);
  const drives = drivesOf(config);
  const has = drives.some(({ volid }) => volid.includes('cloudinit'));
  if (cloudInit === undefined) return { sockets: 1 };
  const slot = has || config.has('ide2') ? {} : { ide2: `${plan.storage}:cloudinit` };
  return { sockets: 1, ...slot, ...firstBoot(cloudInit) };
}
