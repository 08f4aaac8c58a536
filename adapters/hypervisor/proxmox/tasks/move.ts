import { z } from 'zod';
import type { BotError } from '../../../../src/errors.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Births } from '../births.ts';
import type { Client } from '../client/client.ts';
import type { Act } from './tasks.ts';

export interface MoveParts {
  readonly client: Client;
  readonly births?: Pick<Births, 'check'> | undefined;
}

const Guests = z.array(z.object({ type: z.string(), vmid: z.number(), node: z.string() }));

/** The same act on the node that the machine has moved to. Throws the refusal where it is nowhere else. */
export async function whereItIs(
  { client, births }: MoveParts,
  act: Act,
  { error, task }: { readonly error: BotError; readonly task: TaskControl },
): Promise<Act> {
  const { machine, step } = act;
  if (!machine || machine.birth === '' || !births) throw error;
  const { node } = await task.step(`${step} place`, {
    async do() {
      const params = { type: 'vm' };
      const options = { schema: Guests, params, signal: task.signal };
      const all = await client.get('/cluster/resources', options);
      const type = machine.kind === 'vm' ? 'qemu' : 'lxc';
      const found = all.find((one) => one.type === type && String(one.vmid) === machine.id);
      return { node: found?.node ?? null };
    },
  });
  if (node === null || node === act.node) throw error;
  const moved = { ...machine, host: node };
  await births.check(moved, task.signal);
  task.report({ note: `${machine.name} has moved to ${node}` });
  return { ...act, machine: moved, node, path: elsewhere(act, node) };
}

function elsewhere({ path, node }: Act, to: string): string {
  const from = `/nodes/${encodeURIComponent(node)}/`;
  return path.startsWith(from)
    ? `/nodes/${encodeURIComponent(to)}/${path.slice(from.length)}`
    : path;
}
