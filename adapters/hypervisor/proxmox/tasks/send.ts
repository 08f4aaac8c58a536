import { z } from 'zod';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Answer, Client } from '../client/client.ts';
import { answerIn } from '../client/refusal.ts';
import { findTask } from './find.ts';
import { whyOf } from './refused-for-now.ts';
import type { Act } from './tasks.ts';

export interface SendParts {
  readonly client: Client;
  readonly identity: string;
  readonly settleMs: number;
}

/** What a try came to: the name of its task, nothing where it was done at once, or a refusal that may pass. */
type Sent = { readonly upid: string | null } | { readonly refused: Answer };

const Upid = z.string().nullable();
/** What was begun is asked to the end, whatever becomes of the operation: else its outcome would be lost. */
const never = new AbortController().signal;

/** One call as one step. */
export async function send(
  { client, identity, settleMs }: SendParts,
  { step, method, path, params, name, besides = [], ...about }: Act,
  { task, earlier }: { readonly task: TaskControl; readonly earlier: readonly string[] },
): Promise<Sent> {
  const since = await task.step(`${step} since`, { do: () => client.clock(task.signal) });
  let lostAt: number | undefined;
  return task.step<Sent>(step, {
    async do() {
      try {
        const options = { schema: Upid, params, name, signal: never };
        return { upid: await client.send(method, path, options) };
      } catch (error) {
        lostAt = client.now();
        const answer = answerIn(error);
        if (answer && whyOf(answer.reason)) return { refused: answer };
        throw error;
      }
    },
    look(signal) {
      const settledAt = (lostAt ?? since) + settleMs;
      const sought = { act: about, since, settledAt, identity, besides: [...besides, ...earlier] };
      return findTask(client, sought, signal);
    },
  });
}
