import { BotError } from '../errors.ts';
import type { Backup } from '../hypervisor/backups.ts';
import type { Machine } from '../hypervisor.ts';
import type { Fleet, SiteAnswer } from '../inventory.ts';
import type { Covers } from './covers.ts';

/**
 * The fleet as somebody sees it who may not see all. What they may not see is not there: no list, no completion and
 * no "did you mean" names it. Which sites there are, and that one does not answer, is no secret.
 */
export function limitFleet(fleet: Fleet, sees: Covers): Fleet {
  if (sees.all) return fleet;
  const near = (word: string) => fleet.suggest(word, 3, sees.machine);
  return {
    ...fleet,
    ...seenLists(fleet, sees),
    ...seenNames(fleet, { sees, near }),
    suggest: (word, limit) => fleet.suggest(word, limit, sees.machine),
  };
}

function seenLists(
  fleet: Fleet,
  sees: Covers,
): Pick<Fleet, 'machines' | 'hosts' | 'hostsOf' | 'backups'> {
  return {
    async machines(signal) {
      const answers = await fleet.machines(signal);
      return answers.map((one) => ({ ...one, items: one.items.filter(sees.machine) }));
    },
    async hosts(signal) {
      const answers = await fleet.hosts(signal);
      return answers.map((one) => ({ ...one, items: one.items.filter(sees.host) }));
    },
    async hostsOf(site, signal) {
      const answer = await fleet.hostsOf(site, signal);
      return { ...answer, items: answer.items.filter(sees.host) };
    },
    async backups(signal, options) {
      const [answers, machines] = await Promise.all([
        fleet.backups(signal, options),
        fleet.machines(signal),
      ]);
      const seen = backupSight(machines, sees);
      return answers.map((one) => ({ ...one, items: one.items.filter(seen) }));
    },
  };
}

/** A backup is seen by whoever sees its machine. */
function backupSight(machines: readonly SiteAnswer<Machine>[], sees: Covers) {
  const known = new Map(
    machines.flatMap(({ items }) => items.map((one) => [`${one.site}/${one.id}`, one] as const)),
  );
  return (backup: Backup): boolean => {
    const now = known.get(`${backup.site}/${backup.machine.id}`);
    // A later machine of the same id is another one: its rights are not those of the one that is gone.
    const same = now !== undefined && isOf(backup, now);
    return sees.machine(same ? now : goneOf(backup));
  };
}

/** Where no birth mark was kept or is known yet, its name has to do. */
function isOf({ machine }: Backup, now: Machine): boolean {
  return machine.birth === '' || now.birth === ''
    ? machine.name === now.name
    : machine.birth === now.birth;
}

interface Sight {
  readonly sees: Covers;
  near(word: string): readonly string[];
}

function seenNames(
  fleet: Fleet,
  { sees, near }: Sight,
): Pick<Fleet, 'machine' | 'host' | 'select' | 'target'> {
  const noMachine = (word: string) =>
    unseen(`There is no one machine ${word} that you may see`, near(word));
  const noHost = (word: string) => unseen(`There is no host ${word} that you may see`, []);
  // An answer that names others is told anew with those that may be seen.
  const asked = <T>(found: Promise<T>, none: () => BotError): Promise<T> =>
    found.catch((error: unknown) => {
      throw isNaming(error) ? none() : error;
    });
  return {
    async machine(word, signal, options) {
      const found = await asked(fleet.machine(word, signal, options), () => noMachine(word));
      if (sees.machine(found.machine)) return found;
      throw noMachine(word);
    },
    async host(word, signal) {
      const found = await asked(fleet.host(word, signal), () => noHost(word));
      if (sees.host(found.host)) return found;
      throw noHost(word);
    },
    async select(selector, signal, options) {
      const found = await asked(fleet.select(selector, signal, options), () => noMachine(selector));
      const seen = found.filter((one) => sees.machine(one.machine));
      if (seen.length > 0) return seen;
      throw noMachine(selector);
    },
    async target(word, signal) {
      const found = await asked(fleet.target(word, signal), () => noMachine(word));
      const hidden =
        (found.type === 'machine' && !sees.machine(found.machine.machine)) ||
        (found.type === 'host' && !sees.host(found.host.host));
      if (hidden) throw noMachine(word);
      return found;
    },
  };
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
