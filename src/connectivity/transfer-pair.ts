import { isIPv6 } from 'node:net';
import { BotError } from '../errors.ts';
import type { Side } from '../guest/side.ts';
import { type Carrier, carriers, needed, toolsScript } from './transfer-scripts.ts';

export interface Pair {
  readonly listener: Carrier;
  readonly sender: Carrier;
}

/** What carries the bytes between these two. Throws `unsupported` with what is missing, and where. */
export async function pairOf(sender: Side, receiver: Side, address: string): Promise<Pair> {
  const [there, here] = await Promise.all([toolsOf(receiver), toolsOf(sender)]);
  const pair = choosePair({ there, here, address });
  if (pair) return pair;
  const lacking = here.some((tool) => isCarrier(tool)) ? receiver : sender;
  throw new BotError('unsupported', `${lacking.label} has nothing that could carry a transfer`, {
    hint: 'Install python3, socat, ncat, netcat-openbsd or busybox in it.',
  });
}

async function toolsOf(side: Side): Promise<readonly string[]> {
  const { stdout } = await side.ask(toolsScript).catch((error: unknown) => {
    throw error instanceof BotError && error.code === 'not-found' ? noShell(side) : error;
  });
  const tools = stdout.split('\n');
  const missing = needed.filter((tool) => !tools.includes(tool));
  if (missing.length === 0) return tools;
  throw new BotError('unsupported', `${side.label} lacks ${missing.join(', ')} for a transfer`, {
    hint: 'Any usual Linux has them, busybox too.',
  });
}

function noShell({ label }: Side): BotError {
  return new BotError('unsupported', `${label} has no /bin/sh, through which a transfer is made`, {
    hint: 'Windows guests cannot take part yet; `net ping` reaches them.',
  });
}

function isCarrier(tool: string): tool is Carrier {
  return carriers.some((carrier) => carrier === tool);
}

export interface Choice {
  readonly there: readonly string[];
  readonly here: readonly string[];
  readonly address: string;
}

/** The first that fit. The traditional netcat knows no IPv6, and ends too early where the other side closes its half. */
export function choosePair({ there, here, address }: Choice): Pair | undefined {
  const fits = (carrier: Carrier) => carrier !== 'nc-traditional' || !isIPv6(address);
  const listeners = carriers.filter((one) => one !== 'bash' && there.includes(one) && fits(one));
  const senders = carriers.filter((one) => here.includes(one) && fits(one));
  const pairs = listeners.flatMap((listener) => senders.map((sender) => ({ listener, sender })));
  return pairs.find(({ listener, sender }) => listener !== 'ncat' || sender !== 'nc-traditional');
}
