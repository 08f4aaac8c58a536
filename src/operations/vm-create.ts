import { z } from 'zod';
import { provisionOf } from '../capability.ts';
import type { Card } from '../card.ts';
import { madeCard } from '../cards/made.ts';
import type { NewMachine } from '../hypervisor/provision.ts';
import { claimName, defineOperation, type OperationData, takesNothingDown } from '../operation.ts';
import { machineNow } from './now.ts';

const Source = z.union([
  z.object({
    image: z.string(),
    cloudInit: z
      .object({
        user: z.string().optional(),
        sshKeys: z.array(z.string()),
        address: z.string().optional(),
        gateway: z.string().optional(),
      })
      .optional(),
  }),
  z.object({ iso: z.string() }),
]);

const Input = z.object({
  site: z.string(),
  /** How it is typed afterwards. */
  label: z.string(),
  wanted: z.object({
    name: z.string(),
    host: z.string().optional(),
    description: z.string(),
    cpus: z.number(),
    memoryBytes: z.number(),
    diskBytes: z.number().optional(),
    source: Source,
    segment: z.string().optional(),
    start: z.boolean(),
  }),
});
type Input = z.infer<typeof Input>;

export const vmCreate = defineOperation<Input>({
  kind: 'vm.create',
  deadlineMs: 2 * 60 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ site, label, wanted }, context) {
    const provision = provisionOf(context.site(site));
    const made = await provision.create(wanted, context.task);
    const now = await machineNow(made.machine, context);
    const card: Card = madeCard(made, { label, now, says: `${label} was made` });
    return { state: 'done', card };
  },
});

/** The name is claimed too, so that no two make a machine of one name at the same time. */
export function createOperation(site: string, label: string, wanted: NewMachine): OperationData {
  return {
    kind: vmCreate.kind,
    title: `Make ${label}`,
    input: Input.parse({ site, label, wanted }),
    sites: [site],
    claims: [claimName(site, wanted.name)],
  };
}
