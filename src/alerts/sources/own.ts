import type { Figures } from '../../health.ts';
import type { Finding } from '../../store/findings.ts';
import { type SignalName, signals } from '../signal.ts';
import type { Source } from '../source.ts';
import { replicaSubject } from '../subjects.ts';

export interface OwnParts {
  /** The computer that this process runs on. */
  readonly host: string;
  figures(): Figures;
  /** What whoever polls each site found there last. */
  findings(): Promise<readonly Finding[]>;
  /** The configured ones; what was asked of others is old for a good reason. */
  readonly sites: readonly string[];
}

/** How the bot itself does. It is about no site: whoever asks names its own, see {@link OWN_SITE}. */
export function ownSource({ host, figures, findings, sites }: OwnParts): Source {
  const subject = replicaSubject(host);
  return {
    signals: ['bot-stall', 'bot-database', 'bot-unsaid', 'bot-chat', 'bot-polling'],
    everyMs: signals['bot-stall'].everyMs,
    async read({ now }) {
      const { stallMs, storeMs, storeAwayMs, load, chats } = figures();
      // A database that is away says nothing of the sites, and that it is away is told all the same.
      const found = storeAwayMs === undefined ? await findings() : [];
      const asked = found.filter(({ site }) => sites.includes(site));
      const values: readonly [SignalName, number | undefined][] = [
        ['bot-stall', stallMs],
        ['bot-database', storeAwayMs ?? storeMs],
        ['bot-unsaid', load?.unsaid.oldestMs],
        ['bot-chat', chats?.filter(({ connected }) => !connected).length],
        ['bot-polling', mostOf(asked.map(({ askedAt }) => now - askedAt))],
      ];
      return values.flatMap(([signal, value]) =>
        value === undefined ? [] : [{ subject, signal, at: now, value }],
      );
    },
  };
}

function mostOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(0, ...values);
}
