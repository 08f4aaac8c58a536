import { BotError } from '../../../src/errors.ts';
import type { Log } from '../../../src/log.ts';
import { refusal } from './errors.ts';
import { createLane } from './lane.ts';
import { parseVersions, type Versions } from './needs.ts';
import { createPool } from './pool.ts';
import type { Reach } from './reach.ts';
import type { Answer } from './transcript.ts';

export interface AskedFor {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
  /** The machine's name, for the words of a refusal. */
  readonly name?: string | undefined;
  /** For what opens storage or asks drivers of the host: it goes beside the lists, which are not delayed by it. */
  readonly slow?: boolean | undefined;
}

/** The standing connections to one libvirt. */
export interface Client {
  readonly reach: Reach;
  readonly log: Log;
  /** Read-only lines, asked again once when the connection was lost under them. Throws the first refusal. */
  query(lines: readonly string[], asked: AskedFor): Promise<readonly string[]>;
  /** The same with each line's refusal left in its answer; throws only when the whole question had no answer. */
  answers(lines: readonly string[], asked: AskedFor): Promise<readonly Answer[]>;
  /** What runs there: asked once for each connection. */
  versions(signal: AbortSignal): Promise<Versions>;
  /** One line to a guest's agent, on lanes of their own: a slow guest delays no list. */
  agent(line: string, asked: AskedFor): Promise<Answer>;
  close(): void;
}

/** Milliseconds for a list: longer and the person is better served by the last one with its age. */
export const LIST_LIMIT = 4_000;
/** Milliseconds for what an operation must know to go on: a busy host is waited for. */
const QUERY_LIMIT = 12_000;
/** Slow agents that may be waited for at the same time before a question has to queue. */
const AGENT_LANES = 4;
/** Slow questions side by side: one may hang for its whole limit, and the next are asked all the same. */
export const SLOW_LANES = 2;
/** Milliseconds for the version: libvirt asks every QEMU binary of its host the first time. */
const VERSION_LIMIT = 15_000;

export function createClient(reach: Reach, log: Log): Client {
  const open = () => reach.openLane(reach.virsh([]));
  const lane = createLane(open);
  const slow = createPool(open, SLOW_LANES);
  const agents = createPool(open, AGENT_LANES);
  let known: Versions | undefined;

  async function answers(lines: readonly string[], asked: AskedFor) {
    // A host without machines or pools: nothing would answer to no line.
    if (lines.length === 0) return [];
    const options = { signal: asked.signal, timeoutMs: asked.timeoutMs ?? QUERY_LIMIT };
    const way = asked.slow ? slow : lane;
    const first = await way.ask(lines, options).catch((error: unknown) => {
      if (isLost(error)) return undefined;
      throw error;
    });
    if (first && !first.some(({ err }) => err !== '' && isLost(refusal(err)))) return first;
    log.info({}, 'the connection to libvirt was lost; asking again');
    // Whatever answers now may have been upgraded.
    known = undefined;
    return way.ask(lines, options);
  }

  return {
    reach,
    log,
    answers,
    async query(lines, asked) {
      const all = await answers(lines, asked);
      return all.map((answer) => accepted(answer, asked.name));
    },
    async versions(signal) {
      const asked = { signal, timeoutMs: VERSION_LIMIT };
      const [answer] = known ? [] : await answers(['version --daemon'], asked);
      known ??= parseVersions(answer === undefined ? '' : accepted(answer));
      return known;
    },
    async agent(line, { signal, timeoutMs = QUERY_LIMIT }) {
      const [answer] = await agents.ask([line], { signal, timeoutMs });
      return answer ?? { out: '', err: '' };
    },
    close() {
      lane.close();
      slow.close();
      agents.close();
      reach.close();
    },
  };
}

/** What virsh said, unless it refused. */
export function accepted(answer: Answer, name?: string): string {
  if (answer.err.includes('error: ')) throw refusal(answer.err, name);
  return answer.out;
}

function isLost(error: unknown): boolean {
  return error instanceof BotError && error.code === 'unreachable';
}
