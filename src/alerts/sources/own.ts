import type { Figures } from '../../health.ts';
import type { Finding } from '../../store/alerts/findings.ts';
import { allReplicas, replicaSubject } from '../engine/subjects.ts';
import { type SignalName, type Subject, signals } from '../rules/signal.ts';
import type { Source } from '../source.ts';

export interface OwnParts {
  /** The computer that this process runs on. */
  readonly host: string;
  figures(): Figures;
  /** What whoever polls each site found there last. */
  findings(): Promise<readonly Finding[]>;
  /** The configured ones; what was asked of others is old for a good reason. */
  readonly sites: readonly string[];
  /** The configured webhooks; what others refused is old for a good reason. */
  readonly webhooks?: (() => readonly string[]) | undefined;
}

/**
 * How the bot itself does: this process, and what is about all of them. One of all asks, for a site of its own, see
 * {@link OWN_SITE}: another that did so too would end what it does not know.
 */
export function ownSource({
  host,
  figures,
  findings,
  sites,
  webhooks = () => [],
}: OwnParts): Source {
  const [mine, all] = [replicaSubject(host), allReplicas()];
  return {
    signals: ['bot-stall', 'bot-database', 'bot-unsaid', 'bot-chat', 'bot-webhook', 'bot-polling'],
    everyMs: signals['bot-stall'].everyMs,
    async read({ now }) {
      const { stallMs, storeMs, storeAwayMs, load, chats } = figures();
      // A database that is away says nothing of the sites, and that it is away is told all the same.
      const found = storeAwayMs === undefined ? await findings() : [];
      const asked = found.filter(({ site }) => sites.includes(site));
      const values: readonly [Subject, SignalName, number | undefined][] = [
        [mine, 'bot-stall', stallMs],
        [mine, 'bot-database', storeAwayMs ?? storeMs],
        [mine, 'bot-chat', chats?.filter(({ connected }) => !connected).length],
        [all, 'bot-unsaid', load?.unsaid.oldestMs],
        [all, 'bot-webhook', refusingOf(load, webhooks())],
        [all, 'bot-polling', mostOf(asked.map(({ askedAt }) => now - askedAt))],
      ];
      return values.map(([subject, signal, value]) => ({ subject, signal, at: now, value }));
    },
  };
}

function refusingOf(load: Figures['load'], webhooks: readonly string[]): number | undefined {
  return load?.refusing?.filter((name) => webhooks.includes(name)).length;
}

function mostOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(0, ...values);
}
