import { isIPv6 } from 'node:net';
import { pingFrom } from './ping-run.ts';
import type { Sender } from './ping-sender.ts';

/** What every ping program sends by itself: it goes through wherever anything does. */
export const USUAL_SIZE = 56;

/** Bytes of headers around the payload of an echo: 20 or 40 for IP, 8 for ICMP. */
export function headerBytes(address: string): number {
  return (isIPv6(address.replace(/%.*$/, '')) ? 40 : 20) + 8;
}

/**
 * The largest payload that is answered, when one of `size` bytes is not. Undefined when small ones are not answered
 * either, or where losses by chance leave no clear border: then it is not their size.
 */
export async function largestAnswered(
  sender: Sender,
  address: string,
  size: number,
): Promise<number | undefined> {
  const answers = async (bytes: number, count = 1) => {
    const { result } = await pingFrom(sender, { address, count, size: bytes });
    return (result.received ?? 0) > 0;
  };
  if (size <= USUAL_SIZE || !(await answers(USUAL_SIZE, 2))) return undefined;
  let good = USUAL_SIZE;
  let bad = size;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await answers(middle)) good = middle;
    else bad = middle;
  }
  return (await answers(bad, 3)) ? undefined : good;
}
