import { BotError } from '../../../../src/errors.ts';
import { accepted, type Client } from '../client.ts';
import type { DomainSegment } from '../storage/domain-disks.ts';
import type { Stock } from '../storage/stock.ts';

/** What a new card is plugged into: the network or bridge of that name, else what most machines use. */
export async function findSegment(
  client: Client,
  { stock, wanted, signal }: { stock: Stock; wanted?: string | undefined; signal: AbortSignal },
): Promise<DomainSegment | undefined> {
  const used = byUse(stock.domains.flatMap(({ segments }) => segments));
  if (wanted === undefined && used[0]) return used[0];
  const networks = await networkNames(client, signal);
  const name = wanted ?? 'default';
  if (networks.includes(name)) return { kind: 'network', name };
  if (wanted === undefined) return undefined;
  const bridge = used.find((one) => one.name === name && one.kind === 'bridge');
  if (bridge ?? (await isInterface(client, name, signal))) return { kind: 'bridge', name };
  const there = [...new Set([...networks, ...used.map((one) => one.name)])];
  throw new BotError('not-found', `there is no bridge or network ${name} on this host`, {
    hint: there.length === 0 ? undefined : `There is: ${there.slice(0, 10).join(', ')}.`,
  });
}

/** Each once, the most used first. */
function byUse(all: readonly DomainSegment[]): readonly DomainSegment[] {
  const count = new Map<string, { readonly segment: DomainSegment; times: number }>();
  for (const segment of all) {
    const key = `${segment.kind} ${segment.name}`;
    const known = count.get(key);
    if (known) known.times += 1;
    else count.set(key, { segment, times: 1 });
  }
  return [...count.values()].toSorted((a, b) => b.times - a.times).map(({ segment }) => segment);
}

async function networkNames(client: Client, signal: AbortSignal): Promise<readonly string[]> {
  const [answer = { out: '', err: '' }] = await client.answers(['net-list --name'], {
    signal,
    slow: true,
  });
  // A libvirt without the network driver has no networks.
  if (/no support for|not supported/i.test(answer.err)) return [];
  return accepted(answer)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** libvirt lists the host's interfaces by name; the name asked for is only ever compared. */
async function isInterface(client: Client, name: string, signal: AbortSignal): Promise<boolean> {
  const [answer = { out: '', err: '' }] = await client.answers(['iface-list'], {
    signal,
    slow: true,
  });
  if (answer.err !== '') return false;
  return answer.out.split('\n').some((line) => line.trim().split(/\s+/)[0] === name);
}
