import { need, needAny } from '../access/who.ts';
import { driveOf, driveText, sizeText } from '../config/drives.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { demandUnlocked, disksOf, type Kind } from '../world/guest.ts';
import { grown } from '../world/guest-work.ts';
import { findVolume } from '../world/volumes.ts';
import { demandDigest } from './config.ts';
import { act, guestIn } from './guest-call.ts';
import { demandNoSkiplock } from './qemu-power.ts';

export const resizeRoutes = [
  route('PUT', '/nodes/{node}/qemu/{vmid}/resize', (call) => resize(call, 'qemu'), {
    needs: need('/vms/{vmid}', 'VM.Config.Disk'),
    daemon: true,
  }),
  route('PUT', '/nodes/{node}/lxc/{vmid}/resize', (call) => resize(call, 'lxc'), {
    needs: needAny('/vms/{vmid}', 'VM.Config.Disk'),
    daemon: true,
  }),
];

/** Only ever larger. */
async function resize(call: Call, kind: Kind): Promise<string> {
  demandNoSkiplock(call);
  const { params, who, world, node } = call;
  const [key, size] = [params.need('disk'), params.need('size')];
  const guest = guestIn(call, kind);
  demandDigest(call, guest);
  demandUnlocked(guest);
  const disk = disksOf(guest).find((one) => one.key === key);
  if (disk === undefined) throw refuse(`disk '${key}' does not exist`);
  who.demand(`/storage/${disk.storage}`, 'Datastore.AllocateSpace');
  await world.storage(disk.storage, node);
  const bytes = grown(disk.bytes, size);
  if (bytes < disk.bytes) throw refuse('shrinking disks is not supported');
  return act(call, {
    type: 'resize',
    kind,
    run(found, task) {
      const drive = driveOf(key, String(found.config[key]));
      const options = new Map([...drive.options, ['size', sizeText(bytes)] as const]);
      found.config[key] = driveText(drive.file, options);
      const volume = findVolume(world, drive.file, node);
      if (volume !== undefined) volume.size = bytes;
      task.log('Image resized.');
    },
  });
}
