import type { Made, NewMachine } from '../../../../src/hypervisor/provision.ts';
import { newUuid } from '../../../../src/new-uuid.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { newMac } from '../new-identity.ts';
import { fileName, seedName } from '../storage/our-files.ts';
import { define, startNew } from './define.ts';
import { machineXml } from './machine-xml.ts';
import type { NewVolume } from './new-volume.ts';
import type { Parts } from './parts.ts';
import { type Plan, planMachine } from './plan.ts';
import { seedImage } from './seed.ts';
import { orUndo } from './undo.ts';
import { type CopySource, copyVolume, fillVolume, growVolume, makeVolume } from './volumes.ts';

/** What the operation decided once, so that it is the same after a restart. */
interface Draft {
  readonly uuid: string;
  readonly host: string;
  readonly disk: NewVolume;
  /** What the disk is copied from; absent for an empty one. */
  readonly from?: CopySource & { readonly capacityBytes?: number | undefined };
  readonly seed?: { readonly volume: NewVolume; readonly content: string } | undefined;
  readonly xml: string;
  readonly warnings: readonly string[];
}

/** Makes a machine with a disk of its own: a full copy, so that the image may change or go later. */
export async function create(parts: Parts, wanted: NewMachine, task: TaskControl): Promise<Made> {
  const draft = await task.step('plan the machine', {
    do: async () => drawUp(await planMachine(parts, wanted, task.signal), wanted, task),
  });
  const { uuid, disk, seed, xml } = draft;
  const volumes = [disk, ...(seed ? [seed.volume] : [])];
  const { client } = parts;
  const { name } = wanted;
  return orUndo(client, { makings: { uuid, volumes }, task }, async () => {
    await makeDisk(parts, draft, { name, task });
    if (seed) {
      await makeVolume(client, task, { step: 'make the seed', name, volume: seed.volume });
      const content = Buffer.from(seed.content, 'base64');
      await fillVolume(client, task, {
        step: 'write the seed',
        name,
        volume: seed.volume,
        content,
      });
    }
    await define(client, task, { uuid, name, xml });
    const failed = wanted.start ? await startNew(client, task, { uuid, name }) : [];
    return {
      machine: { site: parts.site, host: draft.host, id: uuid, birth: uuid, name },
      warnings: [...draft.warnings, ...failed],
      notes: [`its disk is ${disk.path}`],
      log: [],
    };
  });
}

async function makeDisk(
  { client }: Parts,
  { from, disk }: Draft,
  { name, task }: { name: string; task: TaskControl },
): Promise<void> {
  if (!from) {
    await makeVolume(client, task, { step: 'make the disk', name, volume: disk });
    return;
  }
  await copyVolume(client, task, { step: 'copy the image', name, from, to: disk });
  if (disk.capacityBytes === from.capacityBytes) return;
  const bytes = disk.capacityBytes;
  await growVolume(client, task, { step: 'size the disk', name, volume: disk, bytes });
}

function drawUp(plan: Plan, wanted: NewMachine, task: TaskControl): Draft {
  const { tag } = task;
  const { home, source, platform, segment, host, warnings } = plan;
  const uuid = newUuid(task);
  const card = segment && { mac: newMac(task, 0), segment };
  const file = (name: string): Pick<NewVolume, 'pool' | 'name' | 'path'> => ({
    pool: home.uuid,
    name,
    path: `${home.path}/${name}`,
  });
  const disk: NewVolume = {
    ...file(fileName(wanted.name, tag, 'qcow2')),
    format: 'qcow2',
    capacityBytes: plan.diskBytes,
  };
  const cloudInit = 'image' in wanted.source ? wanted.source.cloudInit : undefined;
  const content =
    cloudInit && seedImage({ id: uuid, name: wanted.name, mac: card?.mac, cloudInit });
  const seed = content && {
    volume: {
      ...file(seedName(wanted.name, tag)),
      format: 'raw' as const,
      capacityBytes: content.length,
    },
    content: content.toString('base64'),
  };
  const xml = machineXml(
    {
      ...{ uuid, name: wanted.name, description: wanted.description, card },
      ...{ cpus: wanted.cpus, memoryBytes: wanted.memoryBytes, maxCpus: spareCpus(plan, wanted) },
      disk: disk.path,
      seed: seed?.volume.path,
      iso: source.kind === 'iso' ? source.path : undefined,
    },
    platform,
  );
  const { name, bytes, capacityBytes } = source;
  const from = { pool: source.home.uuid, name, bytes, capacityBytes };
  return { uuid, host, disk, ...(source.kind === 'disk' && { from }), seed, xml, warnings };
}

/** Most CPUs a machine may be given while it runs, by default. */
const MOST_SPARE = 16;

function spareCpus({ hostCpus, platform }: Plan, { cpus }: NewMachine): number {
  const most = Math.min(Number.isInteger(hostCpus) ? hostCpus : cpus, MOST_SPARE);
  return Math.min(Math.max(cpus, most), platform.maxCpus);
}
