import pLimit from 'p-limit';
import { z } from 'zod';
import type { ResolvedMachine } from '../command.ts';
import { matrixCard } from '../connectivity/matrix/card.ts';
import { type Found, lookAt } from '../connectivity/matrix/look.ts';
import { pingRow } from '../connectivity/matrix/row.ts';
import { type Member, type Row, targetsOf } from '../connectivity/matrix/ways.ts';
import { BotError } from '../errors.ts';
import { count } from '../format.ts';
import type { MachineRef } from '../hypervisor.ts';
import {
  defineOperation,
  type Ending,
  type OperationContext,
  type OperationData,
  onlyStopsFollowing,
  Stop,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';

/**
 * Guests of one host that are asked at the same time: each takes a process and a channel there, and `sshd` lets
 * through ten (MaxSessions of sshd_config(5)).
 */
export const ROWS_AT_ONCE = 4;
/** Milliseconds that guests have to end what they ping already, which ends by itself within a few seconds. */
const GRACE = 20_000;

const Input = z.object({
  machines: z.array(TargetMachine).min(2),
  missing: z.array(z.string()),
  again: z.string().optional(),
});
type Input = z.infer<typeof Input>;

/** Everyone to everyone, a guest call for each row. Harmless to repeat: a restart only asks the open rows anew. */
export const netMatrix = defineOperation<Input>({
  kind: 'net.matrix',
  deadlineMs: 15 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ machines, missing, again }, context) {
    const { task } = context;
    const limit = perHost(ROWS_AT_ONCE);
    const found = new Map<TargetMachine, Found>();
    task.report({ note: `Looking at ${count(machines.length, 'machine')}` });
    const members = await task.step('look at the machines', {
      do: () =>
        Promise.all(
          machines.map((target) =>
            limit(target.ref, () => lookAt(target, context, (it) => found.set(target, it))),
          ),
        ),
    });
    const rows = await pingRows({ machines, members, found, limit }, context);
    return ending({ members, rows, missing, again }, task.signal);
  },
});

export function matrixOperation(
  machines: readonly ResolvedMachine[],
  { missing, again }: { readonly missing: readonly string[]; readonly again: string | undefined },
): OperationData {
  return {
    kind: netMatrix.kind,
    title: `Matrix of ${count(machines.length, 'machine')}`,
    input: { machines: machines.map(targetOf), missing: [...missing], again } satisfies Input,
    sites: [...new Set(machines.map(({ machine }) => machine.site))],
    claims: [],
  };
}

interface Rows {
  readonly machines: readonly TargetMachine[];
  readonly members: readonly Member[];
  readonly found: ReadonlyMap<TargetMachine, Found>;
  readonly limit: PerHost;
}

/** In the order of the members; undefined for what was not begun before a cancel. */
function pingRows(
  { machines, members, found, limit }: Rows,
  context: OperationContext,
): Promise<readonly (Row | undefined)[]> {
  const { task } = context;
  const signal = lateStop(task.signal);
  const all = members.flatMap((member) => targetsOf(member, members));
  let ended = 0;
  const rowOf = async (member: Member, target: TargetMachine): Promise<Row | undefined> => {
    if (member.silent !== undefined) return { why: member.silent };
    if (onlyStopsFollowing(task.signal.reason)) throw task.signal.reason;
    if (task.signal.aborted) return undefined;
    const others = all.filter((address) => !member.addresses.includes(address));
    return task.step(`ping from ${target.ref.site}/${target.ref.id}`, {
      async do() {
        const { machine, hypervisor } = found.get(target) ?? (await context.machine(target.ref));
        if (!hypervisor.guest) return { why: `${target.ref.site} has no way into its guests` };
        return pingRow({ channel: hypervisor.guest, machine }, others, signal);
      },
    });
  };
  return Promise.all(
    machines.map((target, at) =>
      limit(target.ref, async () => {
        const member = members[at];
        const row = member && (await rowOf(member, target));
        ended += 1;
        task.report({
          fraction: ended / machines.length,
          note: `${ended} of ${count(machines.length, 'row')}`,
        });
        return row;
      }),
    ),
  );
}

type Measured = Parameters<typeof matrixCard>[0];

/** Who reaches nobody at all has an end to show, but no success. */
function ending(measured: Measured, { aborted, reason }: AbortSignal): Ending {
  if (onlyStopsFollowing(reason)) throw reason;
  const stop = aborted && reason instanceof Stop ? reason.reason : undefined;
  const cut =
    stop === undefined ? undefined : stop === 'deadline' ? 'The deadline passed' : 'Cancelled';
  const { card, anyReached } = matrixCard({ ...measured, cut });
  if (stop !== undefined) return { state: stop === 'deadline' ? 'failed' : 'cancelled', card };
  return { state: anyReached ? 'done' : 'failed', card };
}

/** Of a cancelled task: guests that ping already are waited for, so that nothing is left in them unseen. */
function lateStop(signal: AbortSignal): AbortSignal {
  const late = new AbortController();
  const stop = () => {
    if (onlyStopsFollowing(signal.reason)) return late.abort(signal.reason);
    const error = new BotError('timeout', 'its guest gave no answer before the end');
    setTimeout(() => late.abort(error), GRACE).unref();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return late.signal;
}

type PerHost = <T>(where: Pick<MachineRef, 'site' | 'host'>, act: () => Promise<T>) => Promise<T>;

function perHost(atOnce: number): PerHost {
  const limits = new Map<string, ReturnType<typeof pLimit>>();
  return ({ site, host }, act) => {
    const name = `${site}/${host}`;
    const limit = limits.get(name) ?? pLimit(atOnce);
    limits.set(name, limit);
    return limit(act);
  };
}
