import type { TaskControl } from '../operation.ts';
import type { FarAddress } from './far-end.ts';
import { NO_ANSWER, type PingOptions, type PingResult } from './ping.ts';
import { headerBytes, largestAnswered } from './ping-hole.ts';
import { type Echo, pingFrom } from './ping-run.ts';
import type { Sender } from './ping-sender.ts';
import { type TcpAnswers, tcpFrom } from './tcp.ts';

/** One address, and what came of it. */
export interface Pinged {
  readonly address: string;
  readonly result: PingResult;
  /** The network card that answers for it, where the sender meets it itself. */
  readonly mac?: string | undefined;
  /** No echo came back, and this says what does get through. */
  readonly through?: 'small' | 'tcp' | undefined;
}

export interface Try {
  readonly sender: Sender;
  readonly far: FarAddress;
  readonly options: PingOptions;
  readonly task: TaskControl;
}

/** Bytes of the largest packet of a usual network: what is larger mostly leaves in fragments. */
const ETHERNET = 1500;

/**
 * Pings one address, and where nothing came back looks what does get through. Harmless to repeat, so a restart in the
 * middle only asks anew.
 */
export function tryAddress({ sender, far: { address }, options, task }: Try): Promise<Pinged> {
  return task.step(`ping ${address} from ${sender.words}`, {
    async do() {
      const echo = await pingFrom(sender, { address, ...options });
      return { address, ...(await explained(sender, address, { echo, size: options.size, task })) };
    },
  });
}

interface Asked {
  readonly echo: Echo;
  readonly size: number;
  readonly task: TaskControl;
}

async function explained(
  sender: Sender,
  address: string,
  { echo, size, task }: Asked,
): Promise<Omit<Pinged, 'address'>> {
  const { result } = echo;
  if (result.received !== 0 || result.problem !== NO_ANSWER) return echo;
  task.report({ note: `${address} does not answer; looking what does get through` });
  const largest = await largestAnswered(sender, address, size);
  if (largest !== undefined) {
    const packet = largest + headerBytes(address);
    const or =
      packet === ETHERNET ? ', or the fragments that larger ones are sent in are dropped' : '';
    const problem = `packets of ${packet} bytes (size ${largest}) get through, larger ones are lost: the MTU somewhere on the way is ${packet}${or}`;
    return { ...echo, result: { ...result, problem }, through: 'small' };
  }
  const tcp = await tcpFrom(sender, address);
  const problem = tcp && tcpWords(tcp);
  return problem === undefined ? echo : { ...echo, result: { ...result, problem }, through: 'tcp' };
}

function tcpWords({ open, refused }: TcpAnswers): string | undefined {
  if (open.length > 0) {
    return `TCP connects (port ${open.join(', ')}), so only pings are dropped`;
  }
  const [first] = refused;
  return first === undefined
    ? undefined
    : `TCP is refused (port ${first}), so something answers there and only pings are dropped`;
}
