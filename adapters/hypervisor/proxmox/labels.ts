import { z } from 'zod';
import { BotError } from '../../../src/errors.ts';
import { changed, type Labels } from '../../../src/hypervisor/labels.ts';
import { done, type Machine, type Outcome } from '../../../src/hypervisor.ts';
import { listed } from '../../../src/line/usage.ts';
import type { TaskControl } from '../../../src/operation.ts';
import type { Params } from './client/client.ts';
import { guestPath } from './guest-path.ts';
import type { Parts } from './parts.ts';
import { checkId } from './power/now.ts';
import { inWords, said } from './said.ts';

/** `maxLength` of `description`: https://pve.proxmox.com/pve-docs/api-viewer/ */
const LONGEST_NOTE = 8_192;
/** `pve-tag`; capitals are written small unless the cluster is set to tell them apart. */
const tagWord = /^[a-z0-9_][a-z0-9_+.-]*$/i;

const Config = z.object({
  tags: z.string().optional(),
  description: z.string().optional(),
  digest: z.string(),
});
type Config = z.infer<typeof Config>;

/** Tags and the note stand in a machine's configuration, which is written at once and not by a task. */
export function createLabels(parts: Pick<Parts, 'client'>): Labels {
  return {
    noteOf: async (machine, signal) =>
      noteOf(await readConfig(parts, machine, signal)) || undefined,
    async tag(machine, change, task) {
      const wrong = change.add.filter((tag) => !tagWord.test(tag));
      if (wrong.length > 0) throw badTags(wrong);
      const before = await readOnce(parts, machine, task);
      const had = tagsOf(before);
      const wanted = changed(had, change);
      if (wanted.join(';') === changed(had, { add: [], remove: [] }).join(';')) return done;
      return write(parts, machine, {
        ...{ task, step: 'write the tags', digest: before.digest },
        params: wanted.length === 0 ? { delete: 'tags' } : { tags: wanted.join(';') },
        isSo: (now) => sameTags(tagsOf(now), wanted),
      });
    },
    async note(machine, text, task) {
      const note = text.toWellFormed().trimEnd();
      if (note.length > LONGEST_NOTE) throw tooLong(note.length);
      const before = await readOnce(parts, machine, task);
      if (noteOf(before) === note) return done;
      return write(parts, machine, {
        ...{ task, step: 'write the note', digest: before.digest },
        params: note === '' ? { delete: 'description' } : { description: note },
        isSo: (now) => noteOf(now) === note,
      });
    },
  };
}

function readConfig({ client }: Pick<Parts, 'client'>, machine: Machine, signal: AbortSignal) {
  checkId(machine);
  const asked = { schema: Config, signal, name: machine.name };
  return client.get(`${guestPath(machine)}/config`, asked);
}

function readOnce(parts: Pick<Parts, 'client'>, machine: Machine, task: TaskControl) {
  return task.step('what it has', { do: () => readConfig(parts, machine, task.signal) });
}

interface Change {
  readonly step: string;
  readonly task: TaskControl;
  /** What the configuration was like: with another one Proxmox writes nothing. */
  readonly digest: string;
  readonly params: Params;
  isSo(now: Config): boolean;
}

async function write(
  parts: Pick<Parts, 'client'>,
  machine: Machine,
  { step, task, digest, params, isSo }: Change,
): Promise<Outcome> {
  task.report({ note: 'writing its configuration' });
  await task.step(step, {
    do: async () => {
      const asked = { schema: z.unknown(), signal: task.signal, name: machine.name };
      const path = `${guestPath(machine)}/config`;
      await parts.client
        .send('PUT', path, { ...asked, params: { ...params, digest } })
        .catch((error: unknown) => {
          throw changedMeanwhile(error, machine);
        });
      return null;
    },
    look: async (signal) =>
      isSo(await readConfig(parts, machine, signal))
        ? { found: 'done', result: null }
        : { found: 'not-done' },
  });
  return done;
}

function changedMeanwhile(error: unknown, { name }: Machine): unknown {
  if (!(error instanceof BotError) || !said(error).includes('checksum mismatch')) return error;
  return inWords(error, {
    code: 'conflict',
    message: `somebody else changed the configuration of ${name} at the same time`,
    hint: 'Nothing was changed. Ask again.',
  });
}

/** Proxmox takes several signs between tags, and writes semicolons. */
function tagsOf({ tags = '' }: Config): readonly string[] {
  return tags.split(/[;,\s]+/).filter((tag) => tag !== '');
}

function noteOf({ description = '' }: Config): string {
  return description.trimEnd();
}

function sameTags(some: readonly string[], others: readonly string[]): boolean {
  const words = (tags: readonly string[]) =>
    tags
      .map((tag) => tag.toLowerCase())
      .toSorted()
      .join();
  return words(some) === words(others);
}

function badTags(wrong: readonly string[]): BotError {
  return new BotError('invalid', `${listed(wrong)} cannot be a tag in Proxmox`, {
    hint: 'A tag is letters, digits, `_`, `-`, `+` and `.`, and begins with a letter, a digit or `_`.',
  });
}

function tooLong(length: number): BotError {
  return new BotError(
    'invalid',
    `the note has ${length} characters, and Proxmox keeps ${LONGEST_NOTE}`,
    {
      hint: 'Nothing was changed. Shorten it.',
    },
  );
}
