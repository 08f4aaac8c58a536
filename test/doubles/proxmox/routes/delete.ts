import { need } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { demandUnlocked, disksOf, type Guest, isTemplate, type Kind } from '../world/guest.ts';
import { clonesOf, freeAll } from '../world/guest-work.ts';
import { powerOff } from '../world/power.ts';
import type { Running } from '../world/task-run.ts';
import { isOfFiles, pathOf } from '../world/volumes.ts';
import type { World } from '../world/world.ts';
import { act, guestIn } from './guest-call.ts';
import { demandNoSkiplock } from './qemu-power.ts';

const options = { needs: need('/vms/{vmid}', 'VM.Allocate'), daemon: true };

export const deleteRoutes = [
  route('DELETE', '/nodes/{node}/qemu/{vmid}', (call) => remove(call, 'qemu'), options),
  route('DELETE', '/nodes/{node}/lxc/{vmid}', (call) => remove(call, 'lxc'), options),
];

function remove(call: Call, kind: Kind): string {
  demandNoSkiplock(call);
  const { world, params } = call;
  const guest = guestIn(call, kind);
  demandRemovable(call, guest);
  const isPurge = params.flag('purge');
  return act(call, {
    type: kind === 'qemu' ? 'qmdestroy' : 'vzdestroy',
    kind,
    run(found, task) {
      demandUnlocked(found);
      if (kind === 'qemu' && found.state !== 'stopped')
        throw new Error(`VM ${found.vmid} is running - destroy failed`);
      demandNoClones(world, found);
      if (found.state !== 'stopped') powerOff(found);
      sayBases(world, found, task);
      freeAll({ world, guest: found });
      if (params.flag('destroy-unreferenced-disks')) freeUnreferenced(world, found);
      const title = kind === 'qemu' ? 'VM' : 'CT';
      if (isPurge) task.log(`purging ${title} ${found.vmid} from related configurations..`);
      world.guests.delete(found.vmid);
    },
  });
}

/** Before the task. */
function demandRemovable({ params }: Call, { kind, vmid, config, state, ha }: Guest): void {
  const title = kind === 'qemu' ? 'VM' : 'CT';
  if (config['protection'] === 1)
    throw refuse(`can't remove ${title} ${vmid} - protection mode enabled`);
  if (ha !== undefined && !params.flag('purge'))
    throw refuse(
      `unable to remove ${title} ${vmid} - used in HA resources and purge parameter not set.`,
    );
  if (state === 'stopped') return;
  if (kind === 'qemu') throw refuse(`VM ${vmid} is running - destroy failed`);
  if (!params.flag('force')) throw refuse(`unable to destroy CT ${vmid} - container is running`);
}

function demandNoClones(world: World, guest: Guest): void {
  for (const { volid } of disksOf(guest)) {
    if (clonesOf(world, volid).length > 0)
      throw new Error(`base volume '${volid}' is still in use by linked cloned`);
  }
}

/** The recorded node has no `chattr`. */
function sayBases({ storages }: World, guest: Guest, task: Running): void {
  if (!isTemplate(guest)) return;
  for (const { volid, storage } of disksOf(guest)) {
    const home = storages.get(storage);
    if (home !== undefined && isOfFiles(home.type)) task.log(chattr('-i', pathOf(home, volid)));
  }
}

export function chattr(flag: '+i' | '-i', path: string): string {
  const program = `/usr/bin/chattr ${flag} ${path}`;
  return `command '${program}' failed: open3: exec of ${program} failed: No such file or directory at /usr/share/perl5/PVE/Cmd.pm line 174.`;
}

function freeUnreferenced(world: World, { vmid, node }: Guest): void {
  const isOwn = (one: (typeof world.volumes)[number]) =>
    one.vmid === vmid && one.content !== 'backup' && (one.node ?? node) === node;
  for (const one of world.volumes.filter(isOwn))
    world.volumes.splice(world.volumes.indexOf(one), 1);
}
