import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Machine, MachineState } from '../../../../src/hypervisor.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { bit, figure, word } from '../row.ts';
import { stateOf } from '../states.ts';

/** A machine's power as its node has it now. JSON: it is kept over a restart of the bot. */
export interface Now {
  readonly state: MachineState;
  /** The process that runs it, another one after each start. */
  readonly pid?: number | undefined;
  /** The agent is switched on for it; whether it answers is not known by that. */
  readonly agent: boolean;
  readonly isManaged: boolean;
}

/** An agent that is configured is 1 whether it lives or not. */
const Status = z.object({
  status: word,
  qmpstatus: word,
  lock: word,
  pid: figure,
  agent: bit,
  ha: z.object({ managed: bit, state: word }).optional().catch(undefined),
});

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
    state: stateOf(status).state,
    ...(status.pid !== undefined && { pid: status.pid }),
    agent: status.agent === 1,
    isManaged: status.ha?.managed === 1 && status.ha.state !== 'ignored',
  };
}

/** An id that Proxmox could not have given is that of no machine; it would call it a wrong parameter. */
export function checkId({ id, name }: Pick<Machine, 'id' | 'name'>): void {
  if (!/^[1-9]\d{2,8}$/.test(id)) throw new BotError('not-found', `${name} is not there any more`);
}
