import type { Look, TaskControl } from '../../../../src/operation.ts';
import { prepareAct } from '../act.ts';
import type { Client } from '../client.ts';

/** One act of virsh as a step of a task. */
export interface Doing {
  readonly step: string;
  /** virsh's argv: free text is safe in it. */
  readonly words: readonly string[];
  /** The machine's name, for the words of a refusal. */
  readonly name: string;
  readonly note: string;
  readonly input?: string | Uint8Array | undefined;
  /** Right before the act, each time it is tried. */
  before?(): Promise<void>;
  /** Whether it took place; absent where it is safe to repeat. */
  look?(signal: AbortSignal): Promise<Look<string>>;
}

/** Does it once; gives what virsh said. */
export async function perform(client: Client, task: TaskControl, doing: Doing): Promise<string> {
  const { step, words, name, note, input, before, look } = doing;
  const act = await prepareAct(client.reach, words, { signal: task.signal, name, input });
  task.report({ note });
  try {
    return await task.step(step, {
      async do() {
        await before?.();
        return act.go();
      },
      ...(look && { look }),
    });
  } finally {
    act.close();
  }
}
