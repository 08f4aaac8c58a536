import { z } from 'zod';
import type { ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { MachineRef } from '../hypervisor.ts';

export const MachineRefJson = z.object({
  site: z.string(),
  host: z.string(),
  id: z.string(),
  birth: z.string().min(1),
  name: z.string(),
});

/** A machine as an operation remembers it: who it is, and the name it was asked for by. */
export const TargetMachine = z.object({ ref: MachineRefJson, label: z.string() });
export type TargetMachine = z.infer<typeof TargetMachine>;

export function refOf({ site, host, id, birth, name }: MachineRef): MachineRef {
  if (birth === '') {
    throw new BotError('unreachable', `${site} could not tell ${name} from a later machine`, {
      hint: 'Nothing was changed. Try it again when all of the site answers.',
    });
  }
  return { site, host, id, birth, name };
}

export function targetOf({ machine, label }: ResolvedMachine): TargetMachine {
  return { ref: refOf(machine), label };
}
