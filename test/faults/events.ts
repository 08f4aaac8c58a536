import type { App } from '../../src/app.ts';
import type { Handled } from '../../src/chat.ts';

/** What a chat over a network hears. */
export interface Event {
  readonly key: string;
  readonly line: string;
}

/** Deals with it as such a chat does. */
export function handleEvent(app: App, { key, line }: Event): Promise<Handled> {
  const actor = { platform: 'test', id: 'u1', name: 'anna' };
  const place = { platform: 'test', channel: 'c1', durable: true };
  const reply = { defer: async () => {}, answer: async () => {}, ask: async () => {} };
  return app.bot.handle({ actor, place, line, arrival: key, local: true, reply });
}
