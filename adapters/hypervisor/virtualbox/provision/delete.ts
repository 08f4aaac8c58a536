import { BotError } from '../../../../src/errors.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import type { Done } from '../act.ts';
import type { Info } from '../info.ts';
import { baseName, folderName } from '../storage/paths.ts';
import { readStock, type Stock, standingOn } from '../storage/stock.ts';
import { uuidWord } from '../words.ts';
import { planDeletion } from './deletion.ts';
import type { Parts } from './parts.ts';
import { infoOrNone } from './present.ts';

interface Deleting {
  readonly machine: Machine;
  readonly files: readonly string[];
  readonly task: TaskControl;
}

/** VirtualBox forgets the machine, then removes its files one by one: what is left of them is removed after it. */
export async function remove(parts: Parts, deleting: Deleting): Promise<Outcome> {
  const { machine, files, task } = deleting;
  const settingsFile = await task.step('check the machine', { do: () => check(parts, deleting) });
  const said = await unregister(parts, { machine, task });
  const left = await task.step('remove what is left', {
    do: () => removeLeft(parts, { machine, files, settingsFile }),
  });
  const count = files.length - left.length;
  return {
    warnings: [...said.warnings, ...left],
    notes: [`${count} ${count === 1 ? 'file' : 'files'} deleted`],
    log: [],
  };
}

async function check(parts: Parts, { machine, files, task }: Deleting): Promise<string> {
  const plan = await planDeletion(parts, machine, task.signal);
  refuseActive(plan.info);
  if (plan.blocked !== undefined) {
    throw new BotError('conflict', `${machine.name} stays: ${plan.blocked}`, {
      hint: 'Delete the linked clones first. Nothing was deleted.',
    });
  }
  const now = plan.files.map(({ path }) => path);
  const foreign = files.find((path) => !now.includes(path));
  const fresh = now.find((path) => !files.includes(path));
  if (foreign === undefined && fresh === undefined) return plan.info.settingsFile;
  throw new BotError(
    'conflict',
    foreign === undefined
      ? `${fresh} belongs to the machine too, and was not shown`
      : `${foreign} is not a file of this machine alone, or not any more`,
    { hint: 'Nothing was deleted. Ask again, and look at the list of files.' },
  );
}

function refuseActive({ name, active }: Info): void {
  if (!active) return;
  throw new BotError('conflict', `${name} is on, and a machine that is on is not deleted`, {
    hint: 'Shut it down first: `vm shutdown`.',
  });
}

/**
 * With `--delete`, which leaves installation media alone: 7.2 ends with `--delete-all` half way where a medium lies in
 * the machine's folder. https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-unregistervm
 */
function unregister(
  { client }: Parts,
  { machine, task }: Pick<Deleting, 'machine' | 'task'>,
): Promise<Done> {
  const { name } = machine;
  const isGone = async (signal: AbortSignal) => !(await infoOrNone(client, machine, signal));
  return task.step('delete the machine', {
    async do() {
      const words = ['unregistervm', uuidWord(machine.id), '--delete'];
      try {
        return await client.act(words, { task, name, note: 'deleting the machine' });
      } catch (error) {
        // It forgets the machine first: what it could not remove then is seen to next.
        if (!(error instanceof BotError) || error.code === 'unreachable') throw error;
        if (await isGone(AbortSignal.timeout(LIMIT))) return { warnings: [error.message], log: [] };
        throw error;
      }
    },
    look: async (signal): Promise<Look<Done>> =>
      (await isGone(signal))
        ? { found: 'done', result: { warnings: [], log: [] } }
        : { found: 'not-done' },
  });
}

/** Milliseconds to see to what is left: by then nobody knows the machine any more, a late cancel comes too late. */
const LIMIT = 120_000;

interface Left {
  readonly machine: Machine;
  readonly files: readonly string[];
  readonly settingsFile: string;
}

/** Gives the words for each file that stays. To remove twice is to remove. */
async function removeLeft(
  parts: Parts,
  { machine, files, settingsFile }: Left,
): Promise<readonly string[]> {
  const { client, folders } = parts;
  const signal = AbortSignal.timeout(LIMIT);
  const stamps = await client.reach.files.stamps(files, signal);
  const left = files.filter((path) => stamps.changedAt.has(path));
  const folder = folderName(settingsFile);
  const stock = await readStock(parts, signal);
  // The bot may have been away for long: another machine of that name may be there by now.
  if (stock.owners.some((owner) => folderName(owner.settingsFile) === folder)) {
    return left.map((path) => `${path} is there, and another machine lies in its folder now`);
  }
  const warnings: string[] = [];
  for (const path of left) {
    warnings.push(...(await removeFile(parts, { path, stock, name: machine.name, signal })));
  }
  const own = (await folders.list(folder, signal)).map(({ path }) => path);
  await folders.remove(
    own.filter((path) => isDefinition(path, settingsFile)),
    signal,
  );
  await folders.removeEmpty(folder, signal);
  return warnings;
}

interface LeftFile {
  readonly path: string;
  readonly stock: Stock;
  readonly name: string;
  readonly signal: AbortSignal;
}

async function removeFile(
  { client, folders }: Parts,
  { path, stock, name, signal }: LeftFile,
): Promise<readonly string[]> {
  const medium = stock.media.find((each) => each.path === path);
  const [user] = medium === undefined ? [] : standingOn(stock, medium);
  if (user) return [`${path} is there, and ${user.name} uses it now`];
  try {
    if (medium) {
      const acting = { task: { signal, report: () => {} }, name, note: '' };
      await client.tidy(['closemedium', 'disk', uuidWord(medium.id)], acting).catch(unlessExpected);
    }
    await folders.remove([path], signal);
    return [];
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return [`${path} is still there: ${error.message}`];
  }
}

/** One that is not in the registry cannot be taken out of it: the file itself is removed all the same. */
function unlessExpected(error: unknown): void {
  if (!(error instanceof BotError)) throw error;
}

/** Its settings, an older copy of them, and its logs. */
function isDefinition(path: string, settingsFile: string): boolean {
  if (path === settingsFile || path === `${settingsFile}-prev`) return true;
  return /^VBox\w*\.log(?:\.\d+)?$/.test(baseName(path)) && /[\\/]Logs[\\/][^\\/]+$/.test(path);
}
