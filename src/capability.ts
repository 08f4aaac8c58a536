import { BotError } from './errors.ts';
import type { GuestWays } from './guest/ways.ts';
import type { Backups } from './hypervisor/backups.ts';
import type { GuestChannel } from './hypervisor/guest.ts';
import type { Labels } from './hypervisor/labels.ts';
import type { Network } from './hypervisor/network.ts';
import type { Provision } from './hypervisor/provision.ts';
import type { Screen } from './hypervisor/screen.ts';
import type { Snapshots } from './hypervisor/snapshots.ts';
import type { Storage } from './hypervisor/storage.ts';
import type { Hypervisor } from './hypervisor.ts';

/** The site's way into its guests. Throws `unsupported` where it has none. */
export function guestOf({ guest, site }: Hypervisor): GuestChannel {
  if (guest !== undefined) return guest;
  throw new BotError('unsupported', `${site.name} has no way into its guests`, {
    hint: `It is a ${site.kind} site; reach the guest over its network instead.`,
  });
}

/** Throws `unsupported` where the site has no snapshots. */
export function snapshotsOf({ snapshots, site }: Hypervisor): Snapshots {
  if (snapshots !== undefined) return snapshots;
  throw new BotError('unsupported', `${site.name} has no snapshots`, {
    hint: `It is a ${site.kind} site; a backup is the other way back.`,
  });
}

/** Throws `unsupported` where the site keeps no backups. */
export function backupsOf({ backups, site }: Hypervisor): Backups {
  if (backups !== undefined) return backups;
  throw new BotError('unsupported', `${site.name} keeps no backups`, {
    hint: `It is a ${site.kind} site without a place for them; a snapshot is the nearer way back.`,
  });
}

/** Throws `unsupported` where machines cannot be made, changed or deleted from here. */
export function provisionOf({ provision, site }: Hypervisor): Provision {
  if (provision !== undefined) return provision;
  throw new BotError('unsupported', `${site.name} cannot make or change machines from here`, {
    hint: `It is a ${site.kind} site; use its own tools for that.`,
  });
}

/** Throws `unsupported` where nothing is known of the storage. */
export function storageOf({ storage, site }: Hypervisor): Storage {
  if (storage !== undefined) return storage;
  throw new BotError('unsupported', `${site.name} does not tell what holds its space`, {
    hint: `It is a ${site.kind} site; look on the host itself.`,
  });
}

/** Throws `unsupported` where how machines are plugged in cannot be seen or changed. */
export function networkOf({ network, site }: Hypervisor): Network {
  if (network !== undefined) return network;
  throw new BotError('unsupported', `${site.name} does not show how its machines are plugged in`, {
    hint: `It is a ${site.kind} site; use its own tools for that.`,
  });
}

/** Throws `unsupported` where nobody can look at a machine's screen. */
export function screenOf({ screen, site }: Hypervisor): Screen {
  if (screen !== undefined) return screen;
  throw new BotError('unsupported', `${site.name} does not show the screens of its machines`, {
    hint: `It is a ${site.kind} site; guest run reaches inside instead.`,
  });
}

/** A picture of a machine's screen. Throws `unsupported` where the platform gives none. */
export function shotOf(hypervisor: Hypervisor): NonNullable<Screen['shot']> {
  const screen = screenOf(hypervisor);
  if (screen.shot !== undefined) return screen.shot.bind(screen);
  throw new BotError('unsupported', `${hypervisor.site.name} gives no pictures of screens`, {
    hint: '`vm console` says how to get to the screen itself.',
  });
}

/** Throws `unsupported` where no store keeps how guests are reached over ssh. */
export function waysOf({ ways }: { readonly ways?: GuestWays | undefined }): GuestWays {
  if (ways !== undefined) return ways;
  throw new BotError('unsupported', 'This bot keeps no ways to guests over ssh');
}

/** Throws `unsupported` where nothing can be written on machines. */
export function labelsOf({ labels, site }: Hypervisor): Labels {
  if (labels !== undefined) return labels;
  throw new BotError('unsupported', `${site.name} keeps no tags or notes of its machines`, {
    hint: `It is a ${site.kind} site; use its own tools for that.`,
  });
}
