import { isIP } from 'node:net';
import { BotError } from '../../../src/errors.ts';

/** `10.0.0.5` of `10.0.0.5/24`. Throws `invalid`. */
export function bareAddress(address: string): string {
  const [bare = ''] = address.split('/');
  if (isIP(bare) !== 0) return bare;
  throw new BotError('invalid', `${address} is no address`, { hint: 'As 10.0.0.5/24.' });
}
