import { asleep } from '../inside/inside.ts';
import type { Call } from '../route.ts';
import { demandUnlocked, disksOf, type Guest } from '../world/guest.ts';
import { powerOff } from '../world/power.ts';
import { act } from './guest-call.ts';

/** Its memory goes to a volume; then it is stopped, and locked until it is resumed. */
export async function hibernate(call: Call): Promise<string> {
  const { world, who, params, node } = call;
  const vmid = params.need('vmid');
  const guest = world.guest('qemu', node, Number(vmid));
  const storage = params.text('statestorage') ?? stateStorage(guest);
  who.demand(`/vms/${vmid}`, 'VM.Config.Disk');
  who.demand(`/storage/${storage}`, 'Datastore.AllocateSpace');
  await world.storage(storage, node);
  return act(call, {
    type: 'qmsuspend',
    kind: 'qemu',
    ms: world.pace.taskMs / 2,
    async run(found, task) {
      demandUnlocked(found);
      found.config['lock'] = 'suspending';
      try {
        task.log(`saving VM state and RAM using storage '${storage}'`);
        await task.wait(world.pace.taskMs / 2);
      } catch (error) {
        delete found.config['lock'];
        throw error;
      }
      task.log('completed saving the VM state in 0s, saved 99.58 MiB');
      const inside = asleep(found, world.now());
      powerOff(found);
      found.inside = inside;
      const day = new Date(world.now()).toISOString().slice(0, 10);
      found.config['vmstate'] = `${storage}:vm-${vmid}-state-suspend-${day}`;
      found.config['runningmachine'] = 'pc-i440fx-10.0+pve1';
      found.config['lock'] = 'suspended';
    },
  });
}

/** Where a state goes when nobody says: beside its first disk. */
function stateStorage(guest: Guest): string {
  return disksOf(guest)[0]?.storage ?? 'local';
}
