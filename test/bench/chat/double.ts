import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Opened, openChat } from './opened.ts';
import { type Ask, Asked, type Burst } from './words.ts';

/** A platform's double as a process of its own: its work must not count as the bot's. */
const opened = new Map<string, Promise<Opened>>();

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
    case 'open': {
      const opening = openChat(ask);
      opened.set(ask.name, opening);
      return (await opening).account;
    }
    case 'burst':
      return burst(await found(ask.name), ask);
    case 'missing':
      return (await found(ask.name)).missing(ask.wanted);
    case 'type':
      return (await found(ask.name)).typed(ask);
    default:
      return ask satisfies never;
  }
}

function found(name: string): Promise<Opened> {
  const chat = opened.get(name);
  if (chat === undefined) throw new Error(`no double ${name} was opened`);
  return chat;
}

/** Types each line at its time, whatever became of those before; waits until the last was acknowledged. */
async function burst({ type, acks }: Opened, { lines, perSecond }: Burst) {
  const stalls = monitorEventLoopDelay({ resolution: 1 });
  const before = acks().length;
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  stalls.enable();
  const typing: Promise<void>[] = [];
  for (const [at, { channel, line }] of lines.entries()) {
    const due = began + (at * 1_000) / perSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    typing.push(type(channel, line));
  }
  const tookMs = performance.now() - began;
  await Promise.all(typing);
  stalls.disable();
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1_000;
  return { acks: acks().slice(before), cpuMs, tookMs, stallMs: stalls.max / 1e6 };
}
