import { z } from 'zod';
import { secret } from '../../../src/config/secret.ts';

/** A SHA-256 fingerprint as Proxmox shows it: 32 pairs of hexadecimal digits, parted by colons. */
const fingerprint = z
  .string()
  .regex(/^(?:[0-9a-f]{2}:){31}[0-9a-f]{2}$/i, 'must be a SHA-256 fingerprint: AA:BB:… of 32 pairs')
  .transform((text) => text.toUpperCase());

/** `user@realm!token`, as the web interface shows it. */
const tokenId = z
  .string()
  .regex(/^[^\s:/@!]+@[A-Za-z][\w.-]*![A-Za-z][\w.-]*$/, 'must look like user@realm!token');

const origin = z
  .url({ protocol: /^https$/, error: 'must be an https address, as https://pve1:8006' })
  .transform((text) => new URL(text).origin);

/** One Proxmox VE: a single node, or a cluster reached through any of its nodes. */
export const Config = z
  .strictObject({
    /** The entry points, the first that answers is used: `https://pve1.example:8006`. */
    urls: z.array(origin).min(1),
    /** An API token; recommended. */
    token: z.strictObject({ id: tokenId, secret }).optional(),
    /** A user with a password, whose ticket is renewed. */
    user: z
      .strictObject({
        name: z.string().regex(/^[^\s:/@!]+@[A-Za-z][\w.-]*$/, 'must look like user@realm'),
        password: secret,
      })
      .optional(),
    /** The certificate that is trusted whoever signed it, of each entry point; or one that signed them all. */
    fingerprints: z.array(fingerprint).min(1).optional(),
    /** A file with the certificate of the authority that signed: `/etc/pve/pve-root-ca.pem` of a node. */
    ca: z.string().min(1).optional(),
    /** Storages that backups are kept on; all that take backups when absent. */
    backups: z.array(z.string().min(1)).optional(),
    /** The storage that new disks are made on; the one with most room that takes disks when absent. */
    storage: z.string().min(1).optional(),
    /** The pool that new machines are put into. */
    pool: z.string().min(1).optional(),
    /** The ids that new machines may get, both included; any free one when absent. */
    vmids: z
      .strictObject({
        from: z.int().min(100).max(999_999_999),
        to: z.int().min(100).max(999_999_999),
      })
      .refine(({ from, to }) => from <= to, '`to` must not be below `from`')
      .optional(),
  })
  .refine(({ token, user }) => (token === undefined) !== (user === undefined), {
    error: 'needs either `token` or `user`',
  });
export type Config = z.infer<typeof Config>;
