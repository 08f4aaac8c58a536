import { pause } from '../../../../src/flow/wait.ts';
import { uuidWord } from '../words.ts';
import type { PushParts } from './push.ts';

/** Whether the job that `backup-dumpxml` tells of writes into the directory. */
export function writesInto(description: string, directory: string): boolean {
  return description.includes(`/${directory.split('/').at(-1)}/`);
}

/** Ends the machine's backup job if it is the one that writes into our directory; it removes its files. */
export async function abortPush({ client, machine, directory }: PushParts): Promise<void> {
  const id = uuidWord(machine.id);
  const signal = AbortSignal.timeout(30_000);
  for (let asked = 0; asked < 40; asked += 1) {
    const [job = { out: '', err: '' }] = await client.answers([`backup-dumpxml ${id}`], { signal });
    if (!writesInto(job.out, directory)) return;
    if (asked === 0) await client.answers([`domjobabort ${id}`], { signal });
    await pause(250, signal);
  }
}
