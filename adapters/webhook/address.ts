import { z } from 'zod';
import { secret } from '../../src/config/secret.ts';
import { keepSecret } from '../../src/redact.ts';

const local = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Where a service is spoken to instead of its own address. A key goes there: only over https, but for this computer. */
export const serviceUrl = z.string().refine(
  (text) => {
    const url = URL.parse(text);
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && local.has(url.hostname));
  },
  { error: 'wants an address that begins with https://' },
);

/** An address that is a secret itself, as those of chats and automations are: whoever has it can speak there. */
export const secretUrl = secret.refine(
  (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
  'holds no web address: https://…',
);

/** What stands behind the host makes it a secret; it must not show up alone either. */
export function keepPathSecret(url: string): void {
  const { pathname, search } = new URL(url);
  if (pathname !== '/') keepSecret(pathname);
  if (search !== '') keepSecret(search);
}
