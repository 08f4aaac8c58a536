import { changed, type Labels } from '../../../src/hypervisor/labels.ts';
import { done, type Machine } from '../../../src/hypervisor.ts';
import type { TaskControl } from '../../../src/operation.ts';
import type { Client } from './client.ts';
import { isActive, readNow } from './domain.ts';
import { parseShape, TAGS_URI } from './domain-xml.ts';
import { xml } from './escape-xml.ts';
import { perform } from './provision/perform.ts';
import type { Shapes } from './shapes.ts';
import { uuidWord } from './words.ts';

interface Present {
  readonly tags: readonly string[];
  readonly scope: readonly string[];
}

/**
 * Tags in an element of ours in the machine's definition, the note as its description: other tools keep both.
 * https://libvirt.org/formatdomain.html#general-metadata
 */
export function createLabels({ client, shapes }: { client: Client; shapes: Shapes }): Labels {
  const act = async (
    { id, name }: Machine,
    task: TaskControl,
    { step, words }: { readonly step: string; readonly words: readonly string[] },
  ) => {
    try {
      // Written as a whole, so that twice is the same as once.
      await perform(client, task, { step, words, name, note: 'writing its definition' });
    } finally {
      shapes.forget(id);
    }
    return done;
  };
  const present = (machine: Machine, task: TaskControl) =>
    task.step('what it has', { do: () => readPresent(client, machine, task.signal) });
  return {
    async tag(machine, change, task) {
      const { tags, scope } = await present(machine, task);
      const wanted = changed(tags, change);
      const words = ['metadata', uuidWord(machine.id), '--uri', TAGS_URI, ...scope];
      const element = `<tags>${wanted.map((tag) => `<tag>${xml(tag)}</tag>`).join('')}</tags>`;
      if (wanted.length === 0 && tags.length === 0) return done;
      return act(machine, task, {
        step: 'write the tags',
        words: [
          ...words,
          ...(wanted.length === 0 ? ['--remove'] : ['--key', 'nakhoda', '--set', element]),
        ],
      });
    },
    async note(machine, text, task) {
      const { scope } = await present(machine, task);
      // One argument with its value: a text that begins with a dash is no option.
      const words = ['desc', uuidWord(machine.id), ...scope, `--new-desc=${plain(text)}`];
      return act(machine, task, { step: 'write the note', words });
    },
  };
}

/** XML 1.0 has no other characters, and libvirt refuses a description that holds one. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}

/** A transient machine has no stored definition, one that is off nothing but that. */
async function readPresent(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<Present> {
  const id = uuidWord(machine.id);
  const asked = { signal, name: machine.name };
  const active = isActive(await readNow(client, machine, signal));
  const [now = ''] = await client.query([`dumpxml ${id}`], asked);
  const [info = ''] = await client.query([`dominfo ${id}`], asked);
  const stored = /^Persistent:\s+yes$/m.test(info);
  return {
    tags: parseShape(now).tags,
    scope: [...(active ? ['--live'] : []), ...(stored ? ['--config'] : [])],
  };
}
