import { z } from 'zod';
import { hostAddress, sshSettings } from '../../../src/config/ssh.ts';
import { BackupSettings } from './backups/settings.ts';
import { uriFault } from './way.ts';

const word = z.string().min(1);

/** How one libvirt is reached. Without `ssh`, virsh runs beside the bot; with it, on that host. */
export const Config = z.strictObject({
  uri: word
    .refine((uri) => uriFault(uri) === undefined, { error: ({ input }) => uriFault(`${input}`) })
    .default('qemu:///system'),
  /** Where the host's machines reach it; found out where it is not given and can be. */
  address: hostAddress.optional(),
  ssh: sshSettings.optional(),
  backups: BackupSettings,
  /** The storage pool new disks are made in; the one most disks lie in when absent. */
  pool: word.optional(),
  /** The storage pools whose volumes are offered as images; all when absent. */
  images: z.array(word).optional(),
  /** True makes new machines without KVM, where /dev/kvm opens and does not work. */
  emulate: z.boolean().optional(),
});
export type Config = z.infer<typeof Config>;
export type SshSettings = NonNullable<Config['ssh']>;
