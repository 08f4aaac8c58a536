import { BotError } from '../../../../src/errors.ts';
import { machineNameFault } from '../names.ts';
import type { Stock } from '../storage/stock.ts';

/** Throws `invalid` for what cannot name a machine, `conflict` for a name that another has. */
export function checkNewName(
  name: string,
  { owners, unreadable }: Pick<Stock, 'owners' | 'unreadable'>,
) {
  const wrong = machineNameFault(name);
  if (wrong !== undefined) {
    throw new BotError('invalid', `a machine's name ${wrong}`, {
      hint: 'Take a short name on one line, like `web-1`.',
    });
  }
  if (![...owners.map((owner) => owner.name), ...unreadable].includes(name)) return;
  throw new BotError('conflict', `there is a machine ${name} already`, {
    hint: 'Take another name: VirtualBox itself would take this one a second time in another folder.',
  });
}

/**
 * The name of the folder and files that VirtualBox gives a machine: sanitiseMachineFilename() in VirtualBoxImpl.cpp.
 * Other letters become underscores, one for each of their bytes.
 */
export function folderNameOf(name: string): string {
  const plain = name.replace(/[^ ()\-.0-9A-Za-z_\u00A0-\uD7AF]/gu, (letter) =>
    '_'.repeat(Buffer.byteLength(letter)),
  );
  const dots = plain.replace(/^[.-]/, '_').replace(/\.$/, '_');
  return dots.replace(/^ +| +$/g, (spaces) => '_'.repeat(spaces.length));
}
