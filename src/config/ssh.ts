import { z } from 'zod';

const word = z.string().min(1);

/** How a host is reached over ssh, as it stands in a site's configuration. */
export const sshSettings = z.strictObject({
  // A host that begins with a dash would be an option of ssh.
  host: word.regex(/^[^-\s]\S*$/, 'must be a host name or address'),
  port: z.int().min(1).max(65_535).optional(),
  user: word.regex(/^[^-\s]\S*$/, 'must be a user name').optional(),
  identity: word.optional(),
  knownHosts: word.optional(),
  /** An ssh_config file, for everything else. */
  config: word.optional(),
});

/** Where a host's machines reach it. */
export const hostAddress = z.union([z.ipv4(), z.ipv6()], 'must be an IP address');
