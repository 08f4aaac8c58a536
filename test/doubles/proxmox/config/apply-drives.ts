import type { Call } from '../route.ts';
import type { Config, Guest } from '../world/guest.ts';
import { transfer } from '../world/guest-work.ts';
import type { Running } from '../world/task-run.ts';
import { type Drive, makeDrive } from './drives.ts';

/** Makes the disks of a new machine; each is known to its file at once, so that a failure frees it. */
export async function applyDrives(
  { world, node }: Call,
  guest: Guest,
  drives: readonly Drive[],
  task: Running,
): Promise<Config> {
  const made: Config = {};
  for (const drive of drives) {
    const text = await makeDrive(
      {
        world,
        node,
        kind: guest.kind,
        vmid: guest.vmid,
        log: task.log,
        note: (volid) => {
          guest.config[drive.key] = volid;
        },
        copy: (bytes) => transfer(world, task, bytes),
      },
      drive,
    );
    guest.config[drive.key] = text;
    made[drive.key] = text;
  }
  return made;
}
