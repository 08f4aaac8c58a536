import { typed } from '../cards/typed.ts';
import type { SizeChange } from '../command.ts';
import { BotError } from '../errors.ts';
import { bytes } from '../format.ts';
import type { MachineDisk } from '../hypervisor/provision.ts';
import { clip } from '../line/clip.ts';
import { listed } from '../line/usage.ts';

/** The disk of that name, or the only one. Throws `not-found` and `ambiguous`. */
export function pickDisk(
  label: string,
  disks: readonly MachineDisk[],
  word: string | undefined,
): MachineDisk {
  const own = disks.filter(({ cdrom }) => !cdrom);
  const names = own.map(({ name }) => name);
  const [found, ...others] = own.filter(({ name }) => word === undefined || name === word);
  if (found === undefined) {
    const what = word === undefined ? 'no disk' : `no disk ${clip(word)}`;
    throw new BotError('not-found', `${label} has ${what}`, {
      hint: names.length > 0 ? `It has ${listed(names)}.` : undefined,
    });
  }
  if (others.length === 0) return found;
  const each = own.map(({ name, capacityBytes }) => `${name} (${bytes(capacityBytes)})`);
  throw new BotError('ambiguous', `${label} has ${own.length} disks`, {
    hint: `Say which, behind the size: ${listed(each, 'or')}.`,
  });
}

/** What the disk shall have, in bytes. Throws `invalid` where that is not more than it has. */
export function newSize(
  { name, capacityBytes }: MachineDisk,
  { bytes: asked, plus }: SizeChange,
  label: string,
): number {
  if (plus && capacityBytes === undefined) {
    throw new BotError('invalid', `How large ${name} of ${label} is now is not known`, {
      hint: 'Nothing was changed. Give the whole size instead.',
    });
  }
  const wanted = plus ? asked + (capacityBytes ?? 0) : asked;
  if (wanted > (capacityBytes ?? 0)) return wanted;
  const line = typed('vm resize', label, '+10G', name);
  throw new BotError(
    'invalid',
    `${name} of ${label} has ${bytes(capacityBytes)}: it can only grow`,
    {
      hint: `Nothing was changed. To make it larger: ${line}`,
    },
  );
}
