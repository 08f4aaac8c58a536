import { z } from 'zod';
import { guestOf } from '../capability.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { bytes } from '../format.ts';
import type { GuestChannel } from '../hypervisor/guest.ts';
import type { Machine } from '../hypervisor.ts';
import {
  claimMachine,
  defineOperation,
  type Look,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { reach } from './reach.ts';

const Input = z.object({ target: TargetMachine, path: z.string(), base64: z.string() });
type Input = z.infer<typeof Input>;

export const guestWrite = defineOperation<Input>({
  kind: 'guest.write',
  deadlineMs: 5 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ target, path, base64 }, context) {
    const { task } = context;
    const { machine, hypervisor } = await reach(target.ref, context);
    const channel = guestOf(hypervisor);
    const content = Buffer.from(base64, 'base64');
    await task.step('write', {
      async do() {
        await channel.write(machine, path, content, task.signal);
        return true;
      },
      look: (signal) => isThere({ channel, machine, path, content }, signal),
    });
    return {
      state: 'done',
      card: {
        title: `${path} on ${target.label} was written`,
        tone: 'success',
        blocks: [{ type: 'fields', fields: [{ label: 'Size', value: bytes(content.byteLength) }] }],
        actions: [{ label: 'Read it', command: typed('guest read', target.label, path) }],
      },
    };
  },
});

export function writeOperation(
  resolved: ResolvedMachine,
  path: string,
  content: Buffer,
): OperationData {
  const base64 = content.toString('base64');
  return {
    kind: guestWrite.kind,
    title: `Write ${path} on ${resolved.label}`,
    input: { target: targetOf(resolved), path, base64 } satisfies Input,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'shared')],
  };
}

interface Written {
  readonly channel: GuestChannel;
  readonly machine: Machine;
  readonly path: string;
  readonly content: Buffer;
}

/** The file itself says whether it was written. */
async function isThere(
  { channel, machine, path, content }: Written,
  signal: AbortSignal,
): Promise<Look<boolean>> {
  try {
    const maxBytes = Math.max(1, content.byteLength);
    const found = await channel.read(machine, path, { signal, maxBytes });
    return found.equals(content) ? { found: 'done', result: true } : { found: 'not-done' };
  } catch (error) {
    // Missing, longer, or a folder.
    const differs =
      error instanceof BotError && ['not-found', 'invalid', 'conflict'].includes(error.code);
    if (differs) return { found: 'not-done' };
    throw error;
  }
}
