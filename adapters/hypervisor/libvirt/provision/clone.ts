import type { Clone, Made } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { newUuid } from '../../../../src/new-uuid.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { newMac } from '../new-identity.ts';
import { fileName } from '../storage/our-files.ts';
import { fullCopyBytes } from '../storage/stock.ts';
import { cloneXml } from './clone-xml.ts';
import { define, startNew } from './define.ts';
import { ownDefinition } from './definition.ts';
import { type Frozen, freeze, freezing } from './freeze.ts';
import { checkSpace, type Home, homePool } from './home.ts';
import { checkNewName } from './names.ts';
import type { NewVolume } from './new-volume.ts';
import { type Original, type OriginalDisk, readOriginal } from './original.ts';
import type { Parts } from './parts.ts';
import { orUndo } from './undo.ts';
import { type CopySource, copyVolume, makeVolume } from './volumes.ts';

interface Draft {
  readonly uuid: string;
  readonly disks: readonly DraftDisk[];
  readonly media: readonly string[];
  /** For linked clones: what the original goes on with. */
  readonly frozen?: Frozen | undefined;
}

interface DraftDisk {
  readonly target: string;
  /** Where the original's lies. */
  readonly path: string;
  readonly volume: NewVolume;
  readonly from: CopySource;
  /** The file it stands on; absent for a full copy. */
  readonly base?: { readonly path: string; readonly format: string } | undefined;
}

interface Cloning {
  readonly machine: Machine;
  readonly wanted: Clone;
  readonly task: TaskControl;
}

/** A machine like the other, with ids, cards and disks of its own. The other must be off. */
export async function clone(parts: Parts, cloning: Cloning): Promise<Made> {
  const { machine, wanted, task } = cloning;
  const { client, site } = parts;
  const draft = await task.step('plan the clone', { do: () => plan(parts, cloning) });
  const { uuid, frozen } = draft;
  const { name } = wanted;
  const own = draft.disks.map(({ volume }) => volume);
  // The original's layers are in the making too; those it stands on by then are no more.
  const layers = frozen?.layers.map(({ volume }) => volume) ?? [];
  const makings = { uuid, volumes: [...own, ...layers] };
  return orUndo(client, { makings, task }, async () => {
    for (const disk of draft.disks) await makeDisk(parts, disk, { name, task });
    if (frozen) await freeze(client, task, { machine, frozen });
    const xml = await definition(parts, cloning, draft);
    await define(client, task, { uuid, name, xml });
    const warnings = wanted.start ? await startNew(client, task, { uuid, name }) : [];
    return {
      machine: { site, host: machine.host, id: uuid, birth: uuid, name },
      warnings,
      notes: [
        'inside it is still the other one: its host name, fixed addresses and ssh keys are the same',
        ...(frozen ? [`${machine.name} and it now stand on one disk that neither changes`] : []),
      ],
      log: [],
    };
  });
}

async function makeDisk(
  { client }: Parts,
  { target, volume, from, base }: DraftDisk,
  { name, task }: { name: string; task: TaskControl },
): Promise<void> {
  if (base) await makeVolume(client, task, { step: `make ${target}`, name, volume, base });
  else await copyVolume(client, task, { step: `copy ${target}`, name, from, to: volume });
}

type Asked = Pick<Cloning, 'machine' | 'wanted'> & { readonly signal: AbortSignal };

/** What is copied and where to. Throws what the clone would be refused for; changes nothing. */
export async function readyToClone(
  { client, settings }: Parts,
  { machine, wanted, signal }: Asked,
): Promise<{ readonly original: Original; readonly home: Home }> {
  checkNewName(wanted.name, { domains: [] });
  const original = await readOriginal(client, machine, { wanted, signal });
  checkNewName(wanted.name, original.stock);
  const home = homePool(original.stock, settings.pool);
  if (!wanted.linked) {
    checkSpace(
      home,
      original.disks.reduce((sum, disk) => sum + fullCopyBytes(original.stock, disk), 0),
    );
  }
  return { original, home };
}

async function plan(parts: Parts, { machine, wanted, task }: Cloning): Promise<Draft> {
  const { original, home } = await readyToClone(parts, { machine, wanted, signal: task.signal });
  const frozen = wanted.linked ? freezing(original, { home, tag: task.tag }) : undefined;
  const disks = original.disks.map((disk) =>
    draftDisk(disk, { original, home, wanted, tag: task.tag, frozen }),
  );
  return { uuid: newUuid(task), disks, media: original.media, frozen };
}

/** Made when it is needed: it holds the passwords of the original's console, which are not stored. */
async function definition(
  { client }: Parts,
  { machine, wanted, task }: Cloning,
  { uuid, disks, media, frozen }: Draft,
): Promise<string> {
  const layers = new Map(frozen?.layers.map(({ base, volume }) => [base.path, volume.path]));
  const places = disks.flatMap(({ path, volume }) => {
    const place = { path: volume.path, format: volume.format };
    // By then the original may stand on its layer.
    return [path, layers.get(path) ?? path].map((from) => [from, place] as const);
  });
  return cloneXml(await ownDefinition(client, machine, task.signal), {
    uuid,
    name: wanted.name,
    disks: new Map(places),
    media: new Set(media),
    mac: (number) => newMac(task, number),
  });
}

interface Drafting {
  readonly original: Original;
  readonly home: Home;
  readonly wanted: Clone;
  readonly tag: string;
  readonly frozen: Frozen | undefined;
}

function draftDisk(
  disk: OriginalDisk,
  { original, home, wanted, tag, frozen }: Drafting,
): DraftDisk {
  // Targets are unique within a machine, and so the names are.
  const target = disk.target.replace(/\W/g, '');
  const name = fileName(wanted.name, tag, `${target}.qcow2`);
  const pool = original.stock.pools.find((each) => each.name === disk.pool);
  return {
    target: disk.target,
    path: disk.path,
    volume: {
      pool: home.uuid,
      name,
      path: `${home.path}/${name}`,
      format: 'qcow2',
      capacityBytes: disk.capacityBytes ?? 0,
    },
    from: { pool: pool?.uuid ?? '', name: disk.name, bytes: fullCopyBytes(original.stock, disk) },
    base: frozen?.bases[disk.path],
  };
}
