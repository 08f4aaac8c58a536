import { kindWords } from '../cards/snapshots.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { BotError, gaveNoAnswer } from '../errors.ts';
import type { NewSnapshot } from '../hypervisor/snapshots.ts';
import { createSnapshotOperation } from '../operations/snapshot-create.ts';
import { type LeftOut, planSeveral } from '../several.ts';
import { openShelf, type Shelf } from './find.ts';
import { checkNewSnapshot, createLine } from './new-name.ts';
import { obstacleError } from './obstacle.ts';

/** One machine at once; several after a look, without those that have one of that name or cannot. */
export async function planSnapshots(
  machines: readonly ResolvedMachine[],
  wanted: NewSnapshot,
  context: CommandContext,
): Promise<Plan> {
  const [first, ...others] = machines;
  if (first === undefined) throw new BotError('not-found', 'No machine fits');
  if (others.length > 0) return planMany(machines, wanted, context);
  const shelf = await openReady(first, wanted, context);
  return { operations: [createSnapshotOperation(shelf.machine, wanted)] };
}

async function planMany(
  machines: readonly ResolvedMachine[],
  wanted: NewSnapshot,
  context: CommandContext,
): Promise<Plan> {
  const asked = await Promise.all(machines.map((one) => tried(one, wanted, context)));
  const able = asked.filter((one) => 'all' in one);
  const left = asked.filter((one) => 'why' in one);
  const what = [kindWords(wanted), wanted.description].filter((words) => words !== '');
  return planSeveral({
    verb: `Take snapshot ${wanted.name} of`,
    able: able.map(({ machine }) => ({
      machine,
      operation: createSnapshotOperation(machine, wanted),
    })),
    left,
    says: what.length === 0 ? [] : [{ type: 'text', text: what.join(' · ') }],
    seen: wanted,
  });
}

/** One that cannot keeps no other from it; a name that none could have is refused for all. */
async function tried(
  machine: ResolvedMachine,
  wanted: NewSnapshot,
  context: CommandContext,
): Promise<Shelf | LeftOut> {
  try {
    return await openReady(machine, wanted, context);
  } catch (error) {
    if (!(error instanceof BotError) || error.code === 'invalid') throw error;
    return { machine, why: whyLeft(machine.label, error) };
  }
}

/** As it follows the machine's name, which many a refusal begins with. */
function whyLeft(label: string, error: BotError): string {
  const { message } = error;
  if (gaveNoAnswer(error)) return `could not be asked: ${message}`;
  return message.startsWith(`${label} `)
    ? message.slice(label.length + 1)
    : `is left as it is: ${message}`;
}

async function openReady(
  machine: ResolvedMachine,
  wanted: NewSnapshot,
  context: CommandContext,
): Promise<Shelf> {
  const shelf = await openShelf(machine, context);
  checkNewSnapshot(wanted, shelf, context.now());
  const obstacle = await shelf.snapshots.createObstacle(
    shelf.machine.machine,
    wanted,
    context.signal,
  );
  if (obstacle) throw obstacleError(obstacle, createLine(shelf.machine.label, wanted));
  return shelf;
}
