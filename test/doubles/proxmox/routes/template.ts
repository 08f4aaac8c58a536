import { need } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { demandUnlocked, disksOf, type Guest, isTemplate, type Kind } from '../world/guest.ts';
import type { Volume } from '../world/storage.ts';
import { findVolume, isOfFiles, pathOf } from '../world/volumes.ts';
import type { World } from '../world/world.ts';
import { chattr } from './delete.ts';
import { act, guestIn } from './guest-call.ts';

const options = { needs: need('/vms/{vmid}', 'VM.Allocate'), daemon: true };

export const templateRoutes = [
  route('POST', '/nodes/{node}/qemu/{vmid}/template', ofVm, options),
  route('POST', '/nodes/{node}/lxc/{vmid}/template', ofContainer, options),
];

function demandConvertible(guest: Guest): void {
  const title = guest.kind === 'qemu' ? 'VM' : 'CT';
  demandUnlocked(guest);
  if (guest.snapshots.length > 0)
    throw refuse(`unable to create template, because ${title} contains snapshots`);
  if (isTemplate(guest)) throw refuse("you can't convert a template to a template");
  if (guest.state !== 'stopped')
    throw refuse(`you can't convert a ${title} to template if ${title} is running`);
}

function ofVm(call: Call): string {
  demandConvertible(guestIn(call, 'qemu'));
  return act(call, {
    type: 'qmtemplate',
    kind: 'qemu',
    run(guest, task) {
      for (const path of convert(call.world, guest)) task.log(chattr('+i', path));
    },
  });
}

function ofContainer(call: Call): undefined {
  const guest = guestIn(call, 'lxc');
  demandConvertible(guest);
  convert(call.world, guest);
}

/** Its disks become bases. Gives the files among them. */
function convert(world: World, guest: Guest): readonly string[] {
  const paths: string[] = [];
  for (const { key, volid, storage } of disksOf(guest)) {
    const base = volid.replace(/(?:vm|subvol)-(\d+-disk)/, baseName(guest.kind));
    guest.config[key] = String(guest.config[key]).replace(volid, base);
    const before = findVolume(world, volid, guest.node);
    if (before !== undefined) rename(world, before, base);
    const home = world.storages.get(storage);
    if (home !== undefined && isOfFiles(home.type)) paths.push(pathOf(home, base));
  }
  guest.config['template'] = 1;
  return paths;
}

function baseName(kind: Kind): string {
  return kind === 'qemu' ? 'base-$1' : 'basevol-$1';
}

function rename({ volumes }: World, before: Volume, volid: string): void {
  volumes.splice(volumes.indexOf(before), 1, { ...before, volid });
}
