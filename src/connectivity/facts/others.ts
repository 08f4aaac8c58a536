import { someAtOnce } from '../../flow/some-at-once.ts';
import type { Hypervisor } from '../../hypervisor.ts';
import type { OperationContext } from '../../operation.ts';
import { known } from './known.ts';
import type { End, OtherCard } from './values.ts';

/** Of a site; one question each. */
const MOST_MACHINES = 100;

/** The network cards of every other running machine of these sites; a site that does not tell in time is left out. */
export async function otherCards(
  sites: readonly string[],
  ends: readonly Pick<End, 'site' | 'id'>[],
  context: OperationContext,
): Promise<readonly OtherCard[]> {
  const { signal } = context.task;
  const found = await Promise.all(
    sites.map((name) => known(() => cardsAt(context.site(name), ends, signal))),
  );
  return found.flatMap(({ value = [] }) => value);
}

async function cardsAt(
  { machines, network, site }: Hypervisor,
  ends: readonly Pick<End, 'site' | 'id'>[],
  signal: AbortSignal,
): Promise<readonly OtherCard[]> {
  if (!network) return [];
  const isEnd = (id: string) => ends.some((end) => end.site === site.name && end.id === id);
  const running = (await machines(signal)).filter(
    ({ id, state }) => state === 'running' && !isEnd(id),
  );
  const all = await someAtOnce(running.slice(0, MOST_MACHINES), async (machine) => {
    const { value = [] } = await known(() => network.cards(machine, signal));
    const owner = `${machine.name} on ${machine.host}`;
    return value.flatMap(({ mac, segment }) =>
      mac === undefined ? [] : [{ mac: mac.toLowerCase(), owner, segment }],
    );
  });
  return all.flat();
}
