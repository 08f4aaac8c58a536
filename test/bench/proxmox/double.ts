import { bigCluster, type ProxmoxDouble, startProxmox } from '../../doubles/proxmox/index.ts';
import { type Ask, Asked, clock, type Place } from './words.ts';

/** The double as a process of its own: its work must not count as the bot's. */
let opened: Promise<ProxmoxDouble> | undefined;
let seen = 0;
let held: { readonly gate: PromiseWithResolvers<void>; readonly since: number } | undefined;

process.on('message', (message) => {
  const { id, ask } = Asked.parse(message);
  answer(ask).then(
    (value) => process.send?.({ id, value }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.once('disconnect', () => process.exit());

async function answer(ask: Ask): Promise<unknown> {
  switch (ask.do) {
    case 'open':
      return open(ask);
    case 'calls':
      return calls(await double());
    case 'hold':
      return hold(await double(), ask.times);
    case 'release':
      return release(await double());
    default:
      return ask satisfies never;
  }
}

/** Its figures are those of a real one: sampled every 10 s. */
async function open({ machines, nodes, latencyMs }: Extract<Ask, { do: 'open' }>): Promise<Place> {
  opened = startProxmox({ seed: bigCluster(machines, nodes), pace: { statMs: 10_000 } });
  const { urls, fingerprint, tokens, faults } = await opened;
  faults.latencyMs = latencyMs;
  return { url: urls[0] ?? '', fingerprint, ...tokens.root };
}

async function double(): Promise<ProxmoxDouble> {
  if (opened === undefined) throw new Error('no double was opened');
  return opened;
}

function calls({ calls: all }: ProxmoxDouble): readonly string[] {
  const fresh = all.slice(seen);
  seen = all.length;
  return fresh.map(({ method, path }) => `${method} ${path}`);
}

function hold({ faults, world }: ProxmoxDouble, times: number): void {
  const gate = Promise.withResolvers<void>();
  held = { gate, since: world.tasks.all.length };
  faults.task({ hold: gate.promise, times });
}

async function release({ world }: ProxmoxDouble): Promise<number> {
  if (held === undefined) throw new Error('nothing is held');
  const { gate, since } = held;
  gate.resolve();
  const mine = world.tasks.all.slice(0, world.tasks.all.length - since);
  await Promise.all(mine.map(({ ended }) => ended));
  return clock();
}
