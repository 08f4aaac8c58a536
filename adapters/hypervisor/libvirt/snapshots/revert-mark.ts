import { BotError } from '../../../../src/errors.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { refusal } from '../errors.ts';
import { uuidWord } from '../words.ts';

/** Our element in a machine's stored definition: https://libvirt.org/formatdomain.html#general-metadata */
const element = '--uri https://nakhoda.invalid/rollback --config';

/** Marks the stored definition with this operation. False for a machine that has none. Safe to repeat. */
export async function setMark(
  client: Client,
  machine: Machine,
  task: TaskControl,
): Promise<boolean> {
  const mark = `--key nakhoda --set "<rollback task='${tagWord(task)}'/>"`;
  const line = `metadata ${uuidWord(machine.id)} ${element} ${mark}`;
  const [answer = { out: '', err: '' }] = await client.answers([line], { signal: task.signal });
  if (answer.err === '') return true;
  if (/transient domain/.test(answer.err)) return false;
  throw refusal(answer.err, machine.name);
}

export async function hasMark(
  client: Client,
  machine: Machine,
  { task, signal }: { task: TaskControl; signal: AbortSignal },
): Promise<boolean> {
  const line = `metadata ${uuidWord(machine.id)} ${element}`;
  const [answer = { out: '', err: '' }] = await client.answers([line], { signal });
  if (answer.err === '') return answer.out.includes(`"${tagWord(task)}"`);
  if (/metadata not found|metadata element is not present/.test(answer.err)) return false;
  throw refusal(answer.err, machine.name);
}

/** After a rollback that was refused; what remains otherwise is harmless and replaced by the next one. */
export async function removeMark(
  client: Client,
  machine: Machine,
  task: TaskControl,
): Promise<void> {
  const line = `metadata ${uuidWord(machine.id)} ${element} --remove`;
  await client.answers([line], { signal: AbortSignal.timeout(5_000) }).catch((error: unknown) => {
    client.log.info({ error: String(error), tag: task.tag }, 'the mark of a rollback stays');
  });
}

function tagWord({ tag }: TaskControl): string {
  if (/^[\w-]+$/.test(tag)) return tag;
  throw new BotError('invalid', 'the mark of this task is not a plain word');
}
