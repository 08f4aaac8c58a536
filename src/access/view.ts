import type { ResolvedTarget } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Backup } from '../hypervisor/backups.ts';
import type { Fleet } from '../inventory.ts';
import type { Covers } from './covers.ts';

/**
 * The fleet as somebody sees it who may not see all. What they may not see is not there: no list, no completion and
 * no "did you mean" names it. Which sites there are, and that one does not answer, is no secret.
 */
export function limitFleet(fleet: Fleet, sees: Covers): Fleet {
  if (sees.all) return fleet;
  const machine: Fleet['machine'] = async (word, signal, options) => {
    const found = await orSeen(word, () => fleet.machine(word, signal, options));
    if (sees.machine(found.machine)) return found;
    throw unseen(`There is no machine ${word} that you may see`, near(word));
  };
  const host: Fleet['host'] = async (word, signal) => {
    const found = await fleet.host(word, signal).catch((error: unknown) => {
      throw isNaming(error) ? unseen(`There is no host ${word} that you may see`, []) : error;
    });
    if (sees.host(found.host)) return found;
    throw unseen(`There is no host ${word} that you may see`, []);
  };
  const near = (word: string) => fleet.suggest(word, 3, sees.machine);
  return {
    ...fleet,
    machine,
    host,
    async machines(signal) {
      const answers = await fleet.machines(signal);
      return answers.map((one) => ({ ...one, items: one.items.filter(sees.machine) }));
    },
    async hosts(signal) {
      const answers = await fleet.hosts(signal);
      return answers.map((one) => ({ ...one, items: one.items.filter(sees.host) }));
    },
    async backups(signal, options) {
      const [answers, machines] = await Promise.all([
        fleet.backups(signal, options),
        fleet.machines(signal),
      ]);
      const known = new Map(
        machines.flatMap(({ items }) => items.map((one) => [`${one.site}/${one.id}`, one] as const)),
      );
      const seen = (backup: Backup) => {
        const now = known.get(`${backup.site}/${backup.machine.id}`);
        // A later machine of the same id is another one: its rights are not those of the one that is gone.
        const same = now?.birth === backup.machine.birth || backup.machine.birth === '';
        return sees.machine(now && same ? now : goneOf(backup));
      };
      return answers.map((one) => ({ ...one, items: one.items.filter(seen) }));
    },
    async select(selector, signal, options) {
      const found = await orSeen(selector, () => fleet.select(selector, signal, options));
      const seen = found.filter((one) => sees.machine(one.machine));
      if (seen.length > 0) return seen;
      throw unseen(`No machine that you may see fits ${selector}`, near(selector));
    },
    async target(word, signal): Promise<ResolvedTarget> {
      const found = await orSeen(word, () => fleet.target(word, signal));
      if (found.type === 'machine' && !sees.machine(found.machine.machine)) {
        throw unseen(`There is no machine ${word} that you may see`, near(word));
      }
      if (found.type === 'host' && !sees.host(found.host.host)) {
        throw unseen(`There is no host ${word} that you may see`, []);
      }
      return found;
    },
    suggest: (word, limit) => fleet.suggest(word, limit, sees.machine),
  };

  /** An answer that names others is told anew with those that may be seen. */
  async function orSeen<T>(word: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!isNaming(error)) throw error;
      throw unseen(`There is no one machine ${word} that you may see`, near(word));
    }
  }
}

function isNaming(error: unknown): error is BotError {
  return error instanceof BotError && (error.code === 'not-found' || error.code === 'ambiguous');
}

function unseen(message: string, near: readonly string[]): BotError {
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'vm list shows yours.';
  return new BotError('not-found', message, { hint, choices: near });
}

/** Only what its backup still says of it: a rule on a tag, a pool or a host does not reach it. */
function goneOf({ site, machine }: Backup) {
  return { site, host: '', name: machine.name, tags: [] };
}
