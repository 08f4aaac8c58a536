import { BotError } from '../../../../src/errors.ts';
import { bytes } from '../../../../src/format.ts';
import type { Restore, RestoreEffect } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { nameFault } from '../names.ts';
import type { StoredBackup } from './manifest.ts';
import { survey } from './survey.ts';

export interface RestoreAsked {
  readonly stored: StoredBackup;
  readonly wanted: Restore;
  readonly signal: AbortSignal;
  readonly machines: (signal: AbortSignal) => Promise<readonly Machine[]>;
}

export interface RestorePlan {
  readonly name: string;
  /** VirtualBox's own folder for machines: the folder of this one comes to be in it. */
  readonly base: string;
  readonly needsBytes: number;
  readonly freeBytes: number;
  readonly isWritable: boolean;
}

export async function planRestore(client: Client, asked: RestoreAsked): Promise<RestorePlan> {
  const { stored, wanted, signal, machines } = asked;
  const { manifest } = stored;
  const all = await machines(signal);
  if (wanted.as === 'same' && all.some(({ id }) => id === manifest.machine.id)) {
    // Without a hint: whoever asked knows the line that restores it beside the others.
    throw new BotError(
      'conflict',
      `VirtualBox imports an appliance as a machine of its own: ${manifest.machine.name} is not overwritten`,
    );
  }
  const name = wanted.as === 'new' ? wanted.name : manifest.machine.name;
  checkName(name, all);
  const base = await machineFolder(client, signal);
  const { freeBytes, isWritable } = await survey(
    client.reach,
    { directory: base, disks: [] },
    signal,
  );
  return { name, base, needsBytes: manifest.dataBytes + SLACK, freeBytes, isWritable };
}

/** What the settings, logs and the tables of its images take. */
const SLACK = 4 * 1024 ** 2;

function checkName(name: string, all: readonly Machine[]): void {
  const wrong = nameFault(name);
  if (wrong !== undefined) {
    throw new BotError('invalid', `a machine's name ${wrong}`, {
      hint: 'Restore it under another name. Nothing was changed.',
    });
  }
  if (!all.some((each) => each.name === name)) return;
  throw new BotError('conflict', `there is a machine called ${name} already`, {
    hint: 'Take another name, or rename or delete that machine. Nothing was changed.',
  });
}

/** https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-list */
async function machineFolder(client: Client, signal: AbortSignal): Promise<string> {
  const said = await client.ask(['list', 'systemproperties'], { signal });
  const folder = /^Default machine folder: +(.+?)\r?$/m.exec(said)?.[1];
  if (folder !== undefined) return folder.replace(/(?<=.)\/+$/, '');
  throw new BotError('failed', 'VirtualBox does not tell where it keeps machines');
}

export function refuseRestore({ needsBytes, freeBytes, base, isWritable }: RestorePlan): void {
  if (!isWritable) {
    throw new BotError('conflict', `the bot cannot write ${base}`, {
      hint: 'It is where VirtualBox keeps machines. Nothing was changed.',
    });
  }
  if (needsBytes <= freeBytes) return;
  throw new BotError(
    'conflict',
    `the restored disks may take ${bytes(needsBytes)}, and ${base} has ${bytes(freeBytes)} free`,
    { hint: 'Make room first. Nothing was changed.' },
  );
}

export async function restoreEffect(client: Client, asked: RestoreAsked): Promise<RestoreEffect> {
  const { base, needsBytes, freeBytes } = await planRestore(client, asked);
  const isNew = asked.wanted.as === 'new';
  return {
    needsBytes,
    freeBytes,
    says: [
      isNew
        ? 'it gets a UUID of its own'
        : 'the machine is gone: it is made anew with another UUID',
      isNew
        ? 'its network cards get new addresses'
        : 'its network cards have their addresses of then',
      `its disks come to lie in ${base}`,
      'tags that the bot gave it do not come back',
    ],
  };
}
