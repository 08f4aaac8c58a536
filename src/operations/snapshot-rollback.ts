import { snapshotsOf } from '../capability.ts';
import type { Action, Card } from '../card.ts';
import { stateField } from '../cards/machine-state.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import type { Snapshot } from '../hypervisor/snapshots.ts';
import type { Hypervisor, Machine, Outcome } from '../hypervisor.ts';
import {
  claimMachine,
  defineOperation,
  type OperationContext,
  type OperationData,
  type TaskControl,
} from '../operation.ts';
import { when } from '../time/moment.ts';
import { guestBack } from './guest-back.ts';
import { machineNow } from './now.ts';
import { reach } from './reach.ts';
import { findSnapshot, SnapshotInput, snapshotInput } from './snapshot-input.ts';

export const snapshotRollback = defineOperation<SnapshotInput>({
  kind: 'snapshot.rollback',
  deadlineMs: 30 * 60_000,
  parse: (input) => SnapshotInput.parse(input),
  takesDown: ({ target }) => target.ref,
  async run(input, context) {
    const { task } = context;
    const { machine, hypervisor } = await reach(input.target.ref, context);
    const snapshots = snapshotsOf(hypervisor);
    const snapshot = await findSnapshot(input, { machine, snapshots, task });
    const answeredBefore = await agentAnswers(machine, hypervisor, task);
    const outcome = await snapshots.rollback(machine, snapshot, task);
    const now = await machineNow(input.target.ref, context);
    const notes = await afterwards({ input, now, hypervisor, answeredBefore }, context);
    const whole = { ...outcome, notes: [...outcome.notes, ...notes] };
    return { state: 'done', card: endCard(input, whole, now) };
  },
});

export function rollbackOperation(resolved: ResolvedMachine, snapshot: Snapshot): OperationData {
  return {
    kind: snapshotRollback.kind,
    title: `Roll back ${resolved.label} to ${snapshot.name}`,
    input: snapshotInput(resolved, snapshot),
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}

/** A step, so that it is known after a restart too, when the answer would be another. */
function agentAnswers(machine: Machine, { guest }: Hypervisor, task: TaskControl) {
  return task.step('ask whether the agent answers', {
    async do() {
      if (guest === undefined || machine.state !== 'running') return false;
      return (await guest.probe(machine, task.signal)).answers;
    },
  });
}

interface Rolled {
  readonly input: SnapshotInput;
  readonly now: Machine | undefined;
  readonly hypervisor: Hypervisor;
  readonly answeredBefore: boolean;
}

async function afterwards(
  { input, now, hypervisor, answeredBefore }: Rolled,
  { task }: OperationContext,
): Promise<readonly string[]> {
  const channel = hypervisor.guest;
  if (channel === undefined || now?.state !== 'running') return [];
  const guest = { channel, machine: now, label: input.target.label };
  return guestBack(guest, task, { answeredBefore, clockShows: 'the time of the snapshot' });
}

function endCard(input: SnapshotInput, outcome: Outcome, now: Machine | undefined): Card {
  const { target, snapshot } = input;
  return {
    title: `${target.label} was rolled back to ${snapshot.name}`,
    tone: outcomeTone(outcome),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: target.ref.host },
          { label: 'As it was', value: when(snapshot.createdAt) },
          stateField(now),
        ],
      },
      ...outcomeBlocks(outcome),
    ],
    actions: nextActions(target.label, now),
  };
}

function nextActions(label: string, now: Machine | undefined): readonly Action[] {
  const show = { label: 'Show', command: typed('vm show', label) };
  const start = { label: 'Start', command: typed('vm start', label) };
  const resume = { label: 'Resume', command: typed('vm resume', label) };
  if (now?.state === 'stopped') return [start, show];
  return now?.state === 'paused' ? [resume, show] : [show];
}
