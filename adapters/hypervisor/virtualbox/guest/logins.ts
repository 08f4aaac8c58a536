import { z } from 'zod';
import { secret } from '../../../../src/config/secret.ts';
import type { Machine } from '../../../../src/hypervisor.ts';

/** Bytes: VBoxManage reads 511 of a password, up to its first control character. See readPasswordFile(), VBoxManageUtils.cpp. */
const PASSWORD_BYTES = 510;

const word = z
  .string()
  .min(1)
  .regex(/^\P{Cc}+$/u, 'must be one line');

/** A user of a guest, as whom programs run there. */
const Login = z.strictObject({
  user: word,
  password: secret
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line without control characters')
    .refine(
      (text) => Buffer.byteLength(text) <= PASSWORD_BYTES,
      `can be ${PASSWORD_BYTES} bytes long at most`,
    ),
  /** Of a Windows domain. */
  domain: word.optional(),
});
export type Login = z.infer<typeof Login>;

/**
 * Who the bot is in the guests: one user for all of a site, or others by the UUID of a machine. Names would not do:
 * whoever may rename a machine could have the password of another one sent to it.
 */
export const Logins = z.strictObject({
  everywhere: Login.optional(),
  machines: z.record(z.guid('must be the UUID of a machine').toLowerCase(), Login).default({}),
});
export type Logins = z.infer<typeof Logins>;

export function loginFor(logins: Logins | undefined, { id }: Pick<Machine, 'id'>) {
  return logins?.machines[id.toLowerCase()] ?? logins?.everywhere;
}

/** The password comes on standard input, for which `stdin` is VBoxManage's word: it lies in no file and no argv. */
export function loginWords({ user, domain }: Login): readonly string[] {
  return [
    ...[`--username=${user}`, '--passwordfile=stdin'],
    ...(domain === undefined ? [] : [`--domain=${domain}`]),
  ];
}
