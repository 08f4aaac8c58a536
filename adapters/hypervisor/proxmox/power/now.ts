import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';

/** A machine's power as its node has it now. JSON: it is kept over a restart of the bot. */
export interface Now {
  readonly state: 'running' | 'paused' | 'stopped' | 'hibernated';
  /** The process that runs it, another one after each start. */
  readonly pid?: number | undefined;
  /** The agent is switched on for it; whether it answers is not known by that. */
  readonly agent: boolean;
  readonly isManaged: boolean;
}

/** `paused` stands only in `qmpstatus`; an agent that is configured is 1 whether it lives or not. */
const Status = z.object({
  status: z.string(),
  qmpstatus: z.string().optional(),
  lock: z.string().optional(),
  pid: z.number().optional(),
  agent: z.number().optional(),
  ha: z.object({ managed: z.number().optional(), state: z.string().optional() }).optional(),
});
type Status = z.infer<typeof Status>;

/** QEMU's words for CPUs that stand still: https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html#enum-QMP-run-state.RunState */
const standsStill = new Set(['paused', 'prelaunch', 'suspended', 'io-error', 'internal-error']);

type Place = Pick<Machine, 'host' | 'kind' | 'id' | 'name'>;

export async function readNow(
  { client }: Pick<Parts, 'client'>,
  machine: Place,
  signal: AbortSignal,
): Promise<Now> {
  checkId(machine);
  const status = await client.get(`${guestPath(machine)}/status/current`, {
    schema: Status,
    signal,
    name: machine.name,
  });
  return {
    state: stateOf(status),
    ...(status.pid !== undefined && { pid: status.pid }),
    agent: status.agent === 1,
    isManaged: status.ha?.managed === 1 && status.ha.state !== 'ignored',
  };
}

function stateOf({ status, qmpstatus = '', lock }: Status): Now['state'] {
  if (status === 'running') return standsStill.has(qmpstatus) ? 'paused' : 'running';
  return lock === 'suspended' ? 'hibernated' : 'stopped';
}

/** An id that Proxmox could not have given is that of no machine; it would call it a wrong parameter. */
export function checkId({ id, name }: Pick<Machine, 'id' | 'name'>): void {
  if (!/^[1-9]\d{2,8}$/.test(id)) throw new BotError('not-found', `${name} is not there any more`);
}
