import { z } from 'zod';
import { BackupSettings } from './backups/settings.ts';
import { uriFault } from './way.ts';

const word = z.string().min(1);

/** How one libvirt is reached. Without `ssh`, virsh runs beside the bot; with it, on that host. */
export const Config = z.strictObject({
  uri: word
    .refine((uri) => uriFault(uri) === undefined, { error: ({ input }) => uriFault(`${input}`) })
    .default('qemu:///system'),
  /** Where the host's machines reach it; found out where it is not given and can be. */
  address: z.union([z.ipv4(), z.ipv6()], 'must be an IP address').optional(),
  ssh: z
    .strictObject({
      // A host that begins with a dash would be an option of ssh.
      host: word.regex(/^[^-\s]\S*$/, 'must be a host name or address'),
      port: z.int().min(1).max(65_535).optional(),
      user: word.regex(/^[^-\s]\S*$/, 'must be a user name').optional(),
      identity: word.optional(),
      knownHosts: word.optional(),
      /** An ssh_config file, for everything else. */
      config: word.optional(),
    })
    .optional(),
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
