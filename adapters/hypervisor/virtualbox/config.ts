import { z } from 'zod';
import { hostAddress, sshSettings } from '../../../src/config/ssh.ts';
import { BackupSettings } from './backups/settings.ts';
import { Logins } from './guest/logins.ts';
import { isAbsolute } from './storage/paths.ts';

const word = z.string().min(1);

/** How one VirtualBox is reached. Without `ssh`, VBoxManage runs beside the bot; with it, on that host. */
export const Config = z.strictObject({
  /** VBoxManage, by its path where it is not found by its name. */
  program: word
    .regex(/^[^-=][^=]*$/, 'must be a path, without an equals sign')
    .default('VBoxManage'),
  /** Where VirtualBox keeps its settings, where that is not the usual place: its variable VBOX_USER_HOME. */
  userHome: word.optional(),
  /** Tells one VBoxSVC from another of the same user: its variable VBOX_IPC_SOCKETID. */
  ipcSocketId: word.regex(/^\w+$/, 'must be letters, digits and underscores').optional(),
  /** Where the host's machines reach it; found out where it is not given and can be. */
  address: hostAddress.optional(),
  ssh: sshSettings.optional(),
  /** Users of its guests, for guest control. */
  guests: Logins.optional(),
  backups: BackupSettings,
  /** Folders of the host with installation media and disk images that machines can be made from. */
  images: z.array(word.refine(isAbsolute, 'must be a whole path')).default([]),
  /** What runs on the host behind `ssh`; found out where it is not given. */
  os: z.enum(['linux', 'macos', 'windows']).optional(),
  /** How many VBoxManage processes run on the host at once. */
  atOnce: z.int().min(1).max(32).default(4),
});
export type Config = z.infer<typeof Config>;
