import { pingFrom } from '../../connectivity/ping-run.ts';
import type { Sender } from '../../connectivity/ping-sender.ts';
import { someAtOnce } from '../../flow/some-at-once.ts';
import { reachable } from '../../guest/addresses.ts';
import type { Hypervisor, Machine } from '../../hypervisor.ts';
import type { Fleet } from '../../inventory.ts';
import { machineSubject } from '../engine/subjects.ts';
import { signals } from '../rules/signal.ts';
import type { Reading, Source } from '../source.ts';
import { within } from './bounded.ts';
import { createRounds } from './rounds.ts';
import { type RulesNow, watchedBy } from './watched.ts';

/** Milliseconds for one question to one guest; an echo is waited for two seconds by ping itself. */
const LIMIT_MS = 10_000;

/**
 * Whether machines answer, of those that a rule names: their agents, else a ping from their hosts. Where there is no way
 * to ask one, or nobody can say, it has no figure.
 */
export function probeSource(fleet: Pick<Fleet, 'site'>, rules: RulesNow): Source {
  const signal = 'guest-silent';
  const { everyMs } = signals[signal];
  const rounds = createRounds({ everyMs, callMs: everyMs, least: 1 });
  const wanted = watchedBy(rules, [signal]);
  const addresses = createAddresses();
  return {
    signals: [signal],
    everyMs,
    async read({ site, machines, now, signal: ended }) {
      const hypervisor = fleet.site(site);
      const asked = rounds.next(site, machines.filter(wanted), now);
      const found = await someAtOnce(asked, async (machine): Promise<readonly Reading[]> => {
        const silent = await isSilent({ hypervisor, machine, addresses }, ended);
        if (silent === undefined) return [];
        return [{ subject: machineSubject(machine), signal, at: now, value: silent ? 1 : 0 }];
      });
      return found.flat();
    },
  };
}

interface Asked {
  readonly hypervisor: Hypervisor;
  readonly machine: Machine;
  readonly addresses: Addresses;
}

/** What does not run is silent for a good reason. `undefined`: nobody can say. */
async function isSilent(asked: Asked, signal: AbortSignal): Promise<boolean | undefined> {
  if (asked.machine.state !== 'running') return false;
  const agent = await agentAnswers(asked, signal);
  if (agent === true) return false;
  const echo = await pingAnswers(asked, signal);
  if (echo === true) return false;
  return agent === undefined && echo === undefined ? undefined : true;
}

/** False only of an agent that is there; one that never was one is no sign. */
async function agentAnswers(
  { hypervisor, machine, addresses }: Asked,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const { guest } = hypervisor;
  if (guest === undefined) return undefined;
  const probe = await within({ signal, ms: LIMIT_MS }, (limit) => guest.probe(machine, limit));
  if (probe?.answers === true || probe?.tellsAddresses === true) {
    const found = await within({ signal, ms: LIMIT_MS }, (limit) =>
      guest.addresses(machine, limit),
    );
    addresses.learn(machine, reachable(found ?? []));
  }
  if (probe?.answers === true) return true;
  return probe?.never === true ? undefined : false;
}

/**
 * From the machine's host, to where it was last. Many guests never answer a ping: only the silence of one that did is a
 * sign.
 */
async function pingAnswers(
  { hypervisor: { onHost }, machine, addresses }: Asked,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const known = addresses.of(machine);
  if (onHost === undefined || known === undefined) return undefined;
  const echo = await within({ signal, ms: LIMIT_MS }, (limit) => {
    const run: Sender['run'] = (argv, timeoutMs) =>
      onHost(machine.host, argv, { signal: limit, timeoutMs });
    const sender = { words: `host ${machine.host}`, run, interfaces: async () => [] };
    return pingFrom(sender, { address: known.address, count: 2, size: 16 });
  });
  const received = echo?.result.received;
  if (received === undefined) return undefined;
  if (received > 0) addresses.answered(machine);
  return received > 0 || (known.answered ? false : undefined);
}

interface Address {
  readonly address: string;
  /** It has answered a ping. */
  readonly answered: boolean;
}

type Addresses = ReturnType<typeof createAddresses>;

/** Where guests were last, for the time when they do not tell it themselves. */
function createAddresses() {
  const known = new Map<string, Address>();
  const keyOf = (machine: Machine) => machineSubject(machine).key;
  return {
    of: (machine: Machine) => known.get(keyOf(machine)),
    learn(machine: Machine, [address]: readonly string[]) {
      if (address === undefined || known.get(keyOf(machine))?.address === address) return;
      known.set(keyOf(machine), { address, answered: false });
    },
    answered(machine: Machine) {
      const one = known.get(keyOf(machine));
      if (one) known.set(keyOf(machine), { ...one, answered: true });
    },
  };
}
