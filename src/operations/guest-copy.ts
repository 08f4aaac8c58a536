import { createHash } from 'node:crypto';
import { z } from 'zod';
import { guestOf } from '../capability.ts';
import type { ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { bytesOf, bytes as inWords } from '../format.ts';
import type { Rights } from '../guest/copy/answers.ts';
import { copiedCard } from '../guest/copy/copied-card.ts';
import {
  type Copy,
  carry,
  copyEnd,
  place,
  placed,
  readSource,
  type Source,
  sweep,
} from '../guest/copy/copy.ts';
import {
  claimMachine,
  defineOperation,
  type Ending,
  type Look,
  type OperationContext,
  type OperationData,
  onlyStopsFollowing,
  type Step,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { reach } from './reach.ts';

const FileOf = z.object({ target: TargetMachine, path: z.string() });

const Input = z.object({ from: FileOf, to: FileOf, replace: z.boolean() });
type Input = z.infer<typeof Input>;

export const guestCopy = defineOperation<Input>({
  kind: 'guest.copy',
  // The slowest channel takes hours for the largest file.
  deadlineMs: 12 * 60 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run(input, context) {
    const { task } = context;
    const copy = await open(input, context);
    const source = await task.step('read what the file is', {
      do: () => readSource(copy.from, task.signal),
    });
    const begun = { placing: false };
    try {
      await task.step('bring it beside its place', carrying(copy, source, context));
      begun.placing = true;
      const rights = await task.step('put it in its place', placing(copy, source, context));
      return ended(copy, source, rights);
    } catch (error) {
      if (onlyStopsFollowing(error) || onlyStopsFollowing(task.signal.reason)) throw error;
      return cleared({ copy, source, error, placing: begun.placing });
    }
  },
});

interface CopiedFile {
  readonly guest: ResolvedMachine;
  readonly path: string;
}

export function copyOperation(from: CopiedFile, to: CopiedFile, replace: boolean): OperationData {
  const file = ({ guest, path }: CopiedFile) => ({ target: targetOf(guest), path });
  const as = from.path === to.path ? '' : ` as ${to.path}`;
  return {
    kind: guestCopy.kind,
    title: `Copy ${from.path} from ${from.guest.label} to ${to.guest.label}${as}`,
    input: { from: file(from), to: file(to), replace } satisfies Input,
    sites: [...new Set([from.guest.machine.site, to.guest.machine.site])],
    claims: [claimMachine(from.guest.machine, 'shared'), claimMachine(to.guest.machine, 'shared')],
  };
}

async function open({ from, to, replace }: Input, context: OperationContext): Promise<Copy> {
  const end = async ({ target: { ref, label }, path }: z.infer<typeof FileOf>, step: string) => {
    const { machine, hypervisor } = await reach(ref, context, step);
    return copyEnd({ channel: guestOf(hypervisor), machine, label }, path);
  };
  const source = await end(from, 'find the machine it is in');
  const mark = createHash('sha256').update(context.task.tag).digest('hex').slice(0, 24);
  return { from: source, to: await end(to, 'find the machine it comes to'), mark, replace };
}

/** To bring it again is harmless once the first try is cleared away: so whoever takes it up begins anew. */
function carrying(copy: Copy, source: Source, { task }: OperationContext): Step<boolean> {
  return {
    async do() {
      task.report({ fraction: 0, note: `${inWords(source.bytes)} to ${copy.to.label}` });
      await carry(copy, source, task.signal, (came) =>
        task.report({ fraction: came / source.bytes, note: bytesOf(came, source.bytes) }),
      );
      return true;
    },
    async look(): Promise<Look<boolean>> {
      if (await sweep(copy)) return { found: 'not-done' };
      throw new BotError('unreachable', `${copy.to.label} does not tell what is left of it there`);
    },
  };
}

function placing(copy: Copy, source: Source, { task }: OperationContext): Step<Rights> {
  return {
    do: () => place(copy, source, task.signal),
    async look(signal): Promise<Look<Rights>> {
      const found = await placed(copy, source, signal);
      if (found === 'not-done') return { found };
      if (found !== 'unknown') return { found: 'done', result: found };
      const { label, path } = copy.to;
      return {
        found,
        why: `On ${label} it is neither beside its place nor in it: look at ${path}.`,
      };
    },
  };
}

function ended(copy: Copy, source: Source, rights: Rights): Ending {
  const card = copiedCard(copy, source, rights);
  return { state: 'done', card, detail: `${source.bytes} bytes, SHA-256 ${source.sha256}` };
}

interface Clearing {
  readonly copy: Copy;
  readonly source: Source;
  readonly error: unknown;
  /** Whether it may have got its name before what ended the copy was heard. */
  readonly placing: boolean;
}

/** Nothing that is not whole stays. Once that is gone, what was about to be put in its place cannot get there any more. */
async function cleared({ copy, source, error, placing: begun }: Clearing): Promise<Ending> {
  if (!(await sweep(copy))) throw error instanceof BotError ? left(copy, error) : error;
  if (begun) {
    const found = await placed(copy, source, AbortSignal.timeout(LAST_LOOK)).catch(() => undefined);
    if (found !== undefined && typeof found === 'object') return ended(copy, source, found);
  }
  throw error;
}

/** Milliseconds for a last look at the file. */
const LAST_LOOK = 60_000;

function left({ to }: Copy, error: BotError): BotError {
  const folder = to.path.slice(0, to.path.lastIndexOf('/') + 1);
  return new BotError(error.code, error.message, {
    hint: `${to.label} does not answer, so a part may lie there as ${folder}.nakhoda-copy-*, or higher where that folder is missing; the next copy into that folder takes it away after two days.`,
    cause: error,
  });
}
