import type { Card } from '../card.ts';
import type { Bot, Caller, Handled } from '../chat.ts';
import { createTurns } from '../flow/turns.ts';
import type { Hypervisor } from '../hypervisor.ts';
import { handleArrival, networkOf } from '../inbox.ts';
import { complete } from '../router/completion.ts';
import { contextFor } from '../router/context.ts';
import { rightsFor } from '../router/rights.ts';
import { createRouter, type RouterParts } from '../router.ts';
import type { Runner } from '../runner.ts';
import type { Store } from '../store/store.ts';
import { homeCard } from '../summary/home-card.ts';

export interface BotParts extends Omit<RouterParts, 'ledger' | 'runner'> {
  readonly store: Store;
  readonly runner: Runner;
  readonly hypervisors: readonly Hypervisor[];
}

/** Milliseconds for the page of a person. */
const HOME_MS = 30_000;

/** Everything that a chat may ask, answered by the parts that do it. */
export function createBot(parts: BotParts): Bot {
  const { store, runner, log } = parts;
  const turn = createTurns();
  const router = createRouter({ ...parts, ledger: store, turn });
  return {
    handle: (incoming) => handleArrival(router, store, incoming, log),
    follow: (id, options) => runner.follow(id, options),
    complete: (line, caller) => complete(parts, line, caller),
    cancel: (id, caller) => cancelTask(router, id, caller),
    greeting: async () => greetingFor(parts.hypervisors),
    home: (caller) => homeFor(parts, caller),
    groups: (platform) => parts.access?.book().groups(platform) ?? [],
    audience: (place) => parts.audience?.(place),
    ...networkOf(store, log),
  };
}

/** The page is nobody else's, and no channel: what holds in a channel alone is not on it. */
function homeFor(parts: BotParts, asks: Caller): Promise<Card> {
  const { platform, id } = asks.actor;
  const caller = { ...asks, place: asks.place ?? { platform, channel: id } };
  const { fleet, tasks, approvals } = rightsFor(parts, caller, shown);
  const seen = { ...parts, fleet, tasks, approvals };
  return homeCard(contextFor(seen, caller, AbortSignal.timeout(HOME_MS)));
}

const shown = { name: 'fleet', needs: 'fleet.read', options: {} } as const;

async function cancelTask(
  router: Pick<Bot, 'handle'>,
  id: number,
  { actor, local }: Caller,
): Promise<Handled['outcome']> {
  const { outcome } = await router.handle({
    actor,
    local,
    place: { platform: actor.platform, channel: '' },
    line: `task cancel ${id}`,
    reply: { defer: nothing, answer: nothing, ask: nothing },
  });
  return outcome;
}

async function nothing(): Promise<void> {}

function greetingFor(hypervisors: readonly Hypervisor[]): Card {
  const sites = hypervisors.map(({ site }) => `${site.name} (${site.kind})`);
  return {
    title: 'Nakhoda',
    blocks: [
      { type: 'fields', fields: [{ label: 'Sites', value: sites.join(', ') }] },
      { type: 'text', text: 'fleet shows everything at a glance, help what you can type.' },
    ],
  };
}
