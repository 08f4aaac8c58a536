import { BotError } from '../../../../src/errors.ts';
import type { Deletion, DoomedFile } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { type Info, readInfo } from '../info.ts';
import { type MachineSettings, parseSettings } from '../settings-file.ts';
import { baseName, folderName, isAbsolute, isBelow, joined, pathKey } from '../storage/paths.ts';
import {
  below,
  layersOn,
  type Medium,
  readStock,
  type Stock,
  standingOn,
  usersOf,
} from '../storage/stock.ts';
import type { Parts } from './parts.ts';
import { isOfMachine } from './undo.ts';

/** What a deletion would take, and what forbids it. */
export interface DeletionPlan extends Deletion {
  readonly info: Info;
}

/** What VirtualBox removes with `unregistervm --delete`, and what stays for the sake of others. */
export async function planDeletion(
  parts: Parts,
  machine: Machine,
  signal: AbortSignal,
): Promise<DeletionPlan> {
  const info = await readInfo(parts.client, machine, { signal });
  const settings = await readSettings(parts, info, signal);
  const stock = await readStock(parts, signal);
  const plugged = stock.media.filter(({ id }) => settings.images.includes(id));
  const disks = plugged.filter(({ kind }) => kind === 'disk');
  const others = (medium: Medium) => usersOf(stock, medium).filter(({ id }) => id !== machine.id);
  const doomed = disks.filter((medium) => others(medium).length === 0);
  const saved = savedFiles(info, settings);
  const paths = [...doomed.map(({ path }) => path), ...saved.map(({ path }) => path)];
  const { bytes } = await parts.client.reach.files.stamps(paths, signal);
  return {
    info,
    files: [
      ...doomed.map(({ path, parent }): DoomedFile => {
        const what = parent === undefined ? 'disk' : 'snapshot';
        return { path, what, bytes: bytes.get(path) };
      }),
      ...saved.flatMap((file) =>
        bytes.has(file.path) ? [{ ...file, bytes: bytes.get(file.path) }] : [],
      ),
    ],
    kept: [
      ...keptMedia(stock, plugged, machine),
      ...(await strangers(parts, { info, stock, signal })),
      ...stock.unreadable.map(
        (name) =>
          `${name}: VirtualBox cannot read it, so nobody can tell whether it uses these disks`,
      ),
    ],
    snapshots: settings.snapshots.length,
    blocked: obstacle(stock, doomed, machine),
  };
}

async function readSettings(
  { client }: Parts,
  { name, settingsFile }: Info,
  signal: AbortSignal,
): Promise<MachineSettings> {
  const text = (await client.reach.files.read([settingsFile], signal)).get(settingsFile);
  if (text !== undefined) return parseSettings(text);
  throw new BotError('failed', `the settings of ${name} cannot be read: ${settingsFile}`, {
    hint: 'They say which files are its own. The bot needs the rights of the user who owns the machine.',
  });
}

/** What it stays for: VirtualBox would forget the machine first, and only then find that it cannot remove the disk. */
function obstacle(stock: Stock, doomed: readonly Medium[], machine: Machine): string | undefined {
  const own = new Set(doomed.map(({ id }) => id));
  const [above] = doomed.flatMap((medium) => [
    ...standingOn(stock, medium)
      .filter(({ id }) => id !== machine.id)
      .map(({ name }) => name),
    ...layersOn(stock, medium)
      .filter(({ id }) => !own.has(id) && standingOn(stock, { id }).length === 0)
      .map(({ path }) => baseName(path)),
  ]);
  return above === undefined ? undefined : `the disk of ${above} stands on its disk`;
}

function keptMedia(stock: Stock, plugged: readonly Medium[], machine: Machine): readonly string[] {
  const all = [...new Set(plugged.flatMap((medium) => [medium, ...below(stock, medium)]))];
  return all.flatMap((medium) => {
    const name = baseName(medium.path);
    if (medium.kind === 'iso') return [`${name}: an installation medium`];
    const others = usersOf(stock, medium).filter(({ id }) => id !== machine.id);
    const names = others.map((other) => other.name).join(', ');
    if (!plugged.includes(medium)) {
      return [`${name}: a disk it stands on${names === '' ? '' : `, of ${names}`}`];
    }
    return names === '' ? [] : [`${name}: ${names} ${others.length === 1 ? 'uses' : 'use'} it too`];
  });
}

/** Saved memory and the variables of its firmware. */
function savedFiles(
  { settingsFile, fields }: Info,
  { memoryFiles }: MachineSettings,
): DoomedFile[] {
  const folder = folderName(settingsFile);
  const nvram = fields.get('NvramFile');
  const whole = (path: string) => (isAbsolute(path) ? path : joined(folder, path));
  return [
    ...memoryFiles.map((path): DoomedFile => ({ path: whole(path), what: 'memory' })),
    ...(nvram === undefined ? [] : [{ path: nvram, what: 'nvram' as const }]),
  ];
}

/** So many files of people’s own in the machine's folder are named; the rest is counted. */
const MOST_NAMED = 5;

async function strangers(
  { folders }: Parts,
  { info, stock, signal }: { info: Info; stock: Stock; signal: AbortSignal },
): Promise<readonly string[]> {
  const folder = folderName(info.settingsFile);
  const known = new Set(stock.media.map(({ path }) => pathKey(path)));
  // A folder that other machines lie in too is not its own.
  if (
    stock.owners.some(({ id, settingsFile }) => id !== info.id && isBelow(folder, settingsFile))
  ) {
    return [];
  }
  const files = await folders.list(folder, signal);
  const names = files
    .filter(({ path }) => !known.has(pathKey(path)) && !isOfMachine(path))
    .map(({ path }) => path.slice(joined(folder, '').length));
  const more = names.length - MOST_NAMED;
  return [
    ...names.slice(0, MOST_NAMED).map((name) => `${name}: not a file of VirtualBox`),
    ...(more > 0 ? [`${more} more files in ${folder}`] : []),
  ];
}
