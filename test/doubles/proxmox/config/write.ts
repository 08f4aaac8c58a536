import { invalid, refuse } from '../refusal.ts';
import type { Call } from '../route.ts';
import type { Guest, Kind } from '../world/guest.ts';
import { findVolume, freeVolume } from '../world/volumes.ts';
import { type Drive, demandDrive, driveOf, makeDrive } from './drives.ts';
import { demandKey, diskKey, notKeys, typed } from './keys.ts';
import { demandBridge, netOptions, netText } from './nets.ts';

/** What is to be written, checked. */
export interface Change {
  readonly kind: Kind;
  readonly set: ReadonlyMap<string, string>;
  readonly drives: readonly Drive[];
  readonly remove: readonly string[];
  readonly revert: readonly string[];
}

/** Throws what the call is refused with before anything is done. */
export async function changeOf(call: Call, kind: Kind): Promise<Change> {
  const { params, who, world, node } = call;
  const vmid = params.need('vmid');
  const listed = (name: string) => (params.text(name) ?? '').split(/[,;\s]+/).filter(Boolean);
  const [remove, revert] = [listed('delete'), listed('revert')];
  const set = new Map<string, string>();
  const drives: Drive[] = [];
  for (const key of Object.keys(params.all)) {
    if (notKeys.has(key)) continue;
    const value = params.need(key);
    if (remove.includes(key))
      throw invalid({ delete: `you can't use '-${key}' and -delete ${key}' at the same time` });
    demandKey(who, kind, vmid, key, value);
    if (diskKey[kind].test(key)) {
      const drive = driveOf(key, value);
      await demandDrive({ world, who, node }, kind, drive);
      drives.push(drive);
    } else set.set(key, checked(call, kind, key, value));
  }
  for (const key of [...remove, ...revert]) demandKey(who, kind, vmid, key);
  return { kind, set, drives, remove, revert };
}

function checked({ who, world, node }: Call, kind: Kind, key: string, value: string): string {
  if (key === 'hookscript' && findVolume(world, value, node) === undefined)
    throw invalid({ hookscript: `script '${value}' does not exist\n` });
  if (!/^net\d+$/.test(key)) return value;
  const text = netText(kind, key, value);
  demandBridge(who, value);
  return text;
}

const fast = {
  qemu: /^(?:description|hookscript|lock|migrate_\w+|name|onboot|protection|shares|startup|tags|template|vmstatestorage|cpuunits|cpulimit)$/,
  lxc: /^(?:cores|cpulimit|cpuunits|description|hookscript|memory|nameserver|onboot|protection|searchdomain|startup|swap|tags|template)$/,
} as const;
const plugged = {
  qemu: /^(?:net|scsi|virtio|unused|usb)\d+$/,
  lxc: /^(?:net|mp|unused)\d+$/,
} as const;

const nothing = () => undefined;

/** Writes it: at once, or where it cannot be changed while the machine runs, for its next start. */
export async function applyChange(call: Call, guest: Guest, change: Change): Promise<void> {
  const { world, node } = call;
  const { kind, set, drives, remove, revert } = change;
  for (const key of revert) delete guest.pending[key];
  for (const key of remove) removeKey(call, guest, key);
  const making = {
    world,
    node,
    kind,
    vmid: guest.vmid,
    log: nothing,
    note: nothing,
    copy: async () => {},
  };
  const errors: Record<string, string> = {};
  for (const [key, value] of set) put(guest, key, typed(kind, key, value), errors);
  for (const drive of drives) put(guest, drive.key, await makeDrive(making, drive), errors);
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

function isHot({ kind, state }: Guest, key: string): boolean {
  return state === 'stopped' || fast[kind].test(key) || plugged[kind].test(key);
}

function put(
  guest: Guest,
  key: string,
  value: string | number,
  errors: Record<string, string>,
): void {
  const busy = isBusy(guest, key, String(value));
  if (!busy && isHot(guest, key)) {
    delete guest.pending[key];
    guest.config[key] = value;
    return;
  }
  if (guest.config[key] === value) delete guest.pending[key];
  else guest.pending[key] = value;
  if (busy)
    errors[key] =
      `hotplug problem - error on hot-unplugging device '${key}' - still busy in guest?\n`;
}

/** Another card in the place of one means to take that out: a guest that is not alive keeps it. */
function isBusy({ config, kind, state, agent }: Guest, key: string, value: string): boolean {
  const before = config[key];
  if (!/^net\d+$/.test(key) || before === undefined || kind === 'lxc') return false;
  if (state === 'stopped' || agent === 'alive') return false;
  const [[model, mac] = []] = netOptions(String(before));
  const [[newModel, newMac] = []] = netOptions(value);
  return model !== newModel || mac !== newMac;
}

/** What is not there is not missed. */
function removeKey(call: Call, guest: Guest, key: string): void {
  const { kind, config } = guest;
  delete guest.pending[key];
  const value = config[key];
  if (value === undefined) return;
  if (config['protection'] === 1 && (diskKey[kind].test(key) || /^unused/.test(key)))
    throw refuse(
      `can't remove ${kind === 'qemu' ? 'unused ' : ''}disk '${value}' - protection mode enabled`,
    );
  if (!isHot(guest, key)) {
    guest.pending[key] = undefined;
    return;
  }
  delete config[key];
  detach(call, guest, key, String(value));
}

/** A disk that is taken out is kept as unused. */
function detach({ world, params, node }: Call, guest: Guest, key: string, value: string): void {
  const { kind, config } = guest;
  const volid = value.split(',')[0] ?? '';
  if (/^unused\d+$/.test(key) || volid.includes('cloudinit')) freeVolume(world, volid, node);
  else if (diskKey[kind].test(key) && !/media=cdrom/.test(value)) {
    if (params.flag('force')) freeVolume(world, volid, node);
    else config[unusedKey(guest)] = volid;
  }
}

function unusedKey({ config }: Guest): string {
  let number = 0;
  while (config[`unused${number}`] !== undefined) number += 1;
  return `unused${number}`;
}
