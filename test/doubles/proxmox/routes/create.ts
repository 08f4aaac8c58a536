import { randomUUID } from 'node:crypto';
import { applyDrives } from '../config/apply-drives.ts';
import { typed } from '../config/keys.ts';
import { changeOf } from '../config/write.ts';
import { freshInside } from '../inside/inside.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import type { Config, Kind } from '../world/guest.ts';
import { findVolume } from '../world/volumes.ts';
import {
  beginMaking,
  demandAllocate,
  demandPool,
  demandQuorum,
  fill,
  made,
  reserve,
  startAfter,
  takenBy,
} from './newcomer.ts';
import { restoreContainer, restoreVm } from './restore.ts';

export const createRoutes = [
  route(
    'POST',
    '/nodes/{node}/qemu',
    (call) => (call.params.has('archive') ? restoreVm(call) : createVm(call)),
    { daemon: true },
  ),
  route(
    'POST',
    '/nodes/{node}/lxc',
    (call) => (call.params.flag('restore') ? restoreContainer(call) : createContainer(call)),
    { daemon: true },
  ),
];

async function createVm(call: Call): Promise<string> {
  const { params, world } = call;
  const vmid = Number(params.need('vmid'));
  demandAllocate(call, vmid);
  demandPool(call);
  const wanted = await changeOf(call, 'qemu');
  const taken = takenBy(world, vmid);
  if (taken !== undefined) throw refuse(`unable to create VM ${vmid} - ${taken}`);
  const newcomer = reserve(call, 'qemu', vmid, 'create');
  return beginMaking(call, {
    type: 'qmcreate',
    id: vmid,
    guest: newcomer,
    isNew: true,
    async run(task) {
      await made(world, newcomer, `unable to create VM ${vmid} - `, async () => {
        demandQuorum(call);
        await task.midway(world.pace.taskMs / 2);
        const drives = await applyDrives(call, newcomer, wanted.drives, task);
        const config: Config = { ...settings('qemu', wanted.set), ...drives };
        const isImported = wanted.drives.some(({ options }) => options.has('import-from'));
        fill(newcomer, freshInside(String(config['name'] ?? ''), isImported ? 'linux' : 'nothing'));
        return { ...config, ...identity(call, config) };
      });
      if (params.flag('start')) startAfter(call, newcomer, task);
    },
  });
}

function settings(kind: Kind, set: ReadonlyMap<string, string>): Config {
  return Object.fromEntries([...set].map(([key, value]) => [key, typed(kind, key, value)]));
}

/** What a machine gets at its birth. */
function identity({ world }: Call, config: Config): Config {
  const bootable = Object.keys(config).filter((key) =>
    /^(?:scsi|virtio|sata|ide|net)\d+$/.test(key),
  );
  return {
    ...(config['boot'] === undefined && { boot: `order=${bootable.join(';')}` }),
    ...(config['smbios1'] === undefined && { smbios1: `uuid=${randomUUID()}` }),
    vmgenid: randomUUID(),
    meta: `creation-qemu=10.0.13,ctime=${Math.floor(world.seconds())}`,
  };
}

async function createContainer(call: Call): Promise<string> {
  const { params, world, node } = call;
  const vmid = Number(params.need('vmid'));
  demandAllocate(call, vmid);
  demandPool(call);
  const wanted = await changeOf(call, 'lxc');
  const taken = takenBy(world, vmid);
  if (taken !== undefined) throw refuse(taken);
  const template = params.need('ostemplate');
  await world.storage(template.split(':')[0] ?? '', node);
  if (findVolume(world, template, node) === undefined)
    throw refuse(`volume '${template}' does not exist`);
  const newcomer = reserve(call, 'lxc', vmid, 'create');
  return beginMaking(call, {
    type: 'vzcreate',
    id: vmid,
    guest: newcomer,
    isNew: true,
    async run(task) {
      await made(world, newcomer, `unable to create CT ${vmid} - `, async () => {
        demandQuorum(call);
        const drives = await applyDrives(call, newcomer, withRoot(call, wanted.drives), task);
        task.log(`extracting archive '/var/lib/vz/template/cache/${template.split('/').at(-1)}'`);
        await task.midway(world.pace.taskMs);
        task.log('Total bytes read: 533657600 (509MiB, 325MiB/s)');
        const config: Config = { ...settings('lxc', wanted.set), ...drives };
        config['hostname'] ??= `CT${vmid}`;
        fill(newcomer, freshInside(String(config['hostname'])));
        return { arch: 'amd64', memory: 512, swap: 512, ostype: 'debian', ...config };
      });
      if (params.flag('start')) startAfter(call, newcomer, task);
    },
  });
}

/** Without one that is named it is 4 GiB on the storage that is. */
function withRoot({ params }: Call, drives: Awaited<ReturnType<typeof changeOf>>['drives']) {
  if (drives.some(({ key }) => key === 'rootfs')) return drives;
  const file = `${params.text('storage') ?? 'local'}:4`;
  return [...drives, { key: 'rootfs', file, options: new Map<string, string>() }];
}
