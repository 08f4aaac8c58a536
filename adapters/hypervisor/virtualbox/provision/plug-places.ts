import { BotError } from '../../../../src/errors.ts';
import { type AttachedDisk, placesOf } from '../disks.ts';
import type { Info } from '../info.ts';

type Place = Pick<AttachedDisk, 'controller' | 'port' | 'device'>;

/** Where the disk of a new machine goes: onto SATA where the guest’s system has it, else onto the first place there is. */
export function hddPlace(info: Pick<Info, 'fields'>): Place {
  const all = placesOf(info);
  return found(all.find(isSata) ?? all[0]);
}

/** Beside the disk: onto IDE, the first place of its second cable, where there is such a controller. */
export function dvdPlace(info: Pick<Info, 'fields'>): Place {
  const all = placesOf(info);
  const ide = all.find((place) => !isSata(place) && place.port === 1 && place.device === 0);
  return found(ide ?? all.filter(isSata)[1]);
}

function isSata({ controllerType }: AttachedDisk): boolean {
  return controllerType === 'IntelAhci';
}

function found(place: Place | undefined): Place {
  if (place) return place;
  throw new BotError('failed', 'VirtualBox gave the machine no place for a disk or a drive');
}
