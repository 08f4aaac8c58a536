import { hostname } from 'node:os';
import pLimit from 'p-limit';
import { type IncidentCards, incidentCards } from '../../cards/incident.ts';
import { pause } from '../../flow/wait.ts';
import type { Figures } from '../../health.ts';
import type { Fleet } from '../../inventory.ts';
import type { Log } from '../../log.ts';
import type { Meter } from '../../meter.ts';
import type { OperationKind } from '../../operation.ts';
import type { Turn } from '../../replicas/place.ts';
import type { Seats } from '../../replicas/seats.ts';
import type { Store } from '../../store/store.ts';
import type { Alerting } from '../alerting.ts';
import type { Callable } from '../reach/calls.ts';
import { reachingOf } from '../reach/reaching.ts';
import type { Rule } from '../rules/rule.ts';
import { OWN_SITE } from '../rules/signal.ts';
import type { Source } from '../source.ts';
import { aFewAtOnce } from '../sources/bounded.ts';
import { siteSources } from '../sources/index.ts';
import { ownSource } from '../sources/own.ts';
import { endAbandoned } from './abandoned.ts';
import { type SiteWatch, watchSite } from './site-watch.ts';

/** The rules, over what this process polls. */
export interface Watching {
  /** For as long as it has the turn, under the seat of that name. */
  open(site: string, turn: Turn, seat: string): SiteWatch;
  /** The bot itself, for as long as it has the turn; absent where nobody says how it does. */
  readonly own?: ((turn: Turn, seat: string) => Promise<void>) | undefined;
  /** What is open of sites that were taken out is over; absent where nobody knows which configuration this is. */
  readonly abandoned?: ((seats: Seats) => () => Promise<void>) | undefined;
  close(): Promise<void>;
}

export interface WatchingParts {
  readonly store: Pick<
    Store,
    'alerts' | 'metrics' | 'signals' | 'checkups' | 'boards' | 'changes' | 'replicas'
  >;
  readonly fleet: Pick<Fleet, 'unreached' | 'site' | 'sites'>;
  readonly kinds: readonly OperationKind[];
  readonly alerting: Pick<Alerting, 'now' | 'changes'>;
  /** Which configuration this process was started with: the computer and the path. */
  readonly origin?: string | undefined;
  /** Who is who, and who is on call. */
  readonly access: { book(): Callable };
  /** How this process does. */
  readonly figures?: (() => Figures) | undefined;
  readonly meter?: Pick<Meter, 'looked' | 'unwatched'> | undefined;
  readonly log: Log;
}

/** Milliseconds between two words of the bot on itself. */
const OWN_MS = 30_000;

export async function startWatching(parts: WatchingParts): Promise<Watching> {
  const { store, fleet, alerting, access, origin, figures, meter, log } = parts;
  const open = new Set<SiteWatch>();
  const rules = () => alerting.now().rules;
  const webhooks = () => alerting.now().webhooks ?? [];
  const cards = cardsBy(rules);
  const sources = siteSources({ ...parts, rules }).map(aFewAtOnce);
  const [alerts, metrics] = goingOnInTurns(store);
  const reaching = async () =>
    reachingOf(alerting.now(), await store.boards.places(), access.book());
  const tell = () => {
    for (const watch of open) watch.heard();
  };
  const hush = await store.changes(({ what }) => {
    if (what === 'alert') tell();
  });
  const still = alerting.changes(tell);
  const begin = (of: Of): SiteWatch => {
    const watch = watchSite({
      ...of.turn,
      ...{ site: of.site, seat: of.seat, sources: of.sources, cards, fleet, meter, log },
      ...{ rules, origin, reaching, records: alerts, metrics },
    });
    open.add(watch);
    return {
      ...watch,
      async close() {
        open.delete(watch);
        await watch.close();
      },
    };
  };
  const { findings } = store.replicas;
  const sites = fleet.sites.map(({ site }) => site.name);
  return {
    open: (site, turn, seat) => begin({ site, turn, seat, sources }),
    own: figures && watchOwn({ figures, findings, sites, webhooks, begin }),
    abandoned:
      origin === undefined
        ? undefined
        : (seats) =>
            endAbandoned({
              ...{ origin, sites, cards, reaching, seats, log },
              records: store.alerts,
            }),
    async close() {
      still();
      await hush();
    },
  };
}

/** Sites whose past is read at the same time: that of a hundred at once would hold up everything else. */
const READ_AT_ONCE = 4;

function goingOnInTurns({ alerts, metrics }: Pick<Store, 'alerts' | 'metrics'>) {
  const limit = pLimit(READ_AT_ONCE);
  const { goOn } = alerts;
  const { series, past, rollUp } = metrics;
  return [
    { ...alerts, goOn: (site: string, since: number) => limit(() => goOn(site, since)) },
    {
      series: (sites: readonly string[]) => limit(() => series(sites)),
      past: (of: Parameters<typeof past>[0]) => limit(() => past(of)),
      rollUp: (now: number) => limit(() => rollUp(now)),
    },
  ] as const;
}

/** By the rules as they are when a card is drawn. */
function cardsBy(rules: () => readonly Rule[]): IncidentCards {
  return {
    card: (incident) => incidentCards(rules()).card(incident),
    notice: (...said) => incidentCards(rules()).notice(...said),
    missed: (incidents) => incidentCards(rules()).missed(incidents),
  };
}

interface Of {
  readonly site: string;
  readonly turn: Turn;
  readonly seat: string;
  readonly sources: readonly Source[];
}

interface Owning {
  figures(): Figures;
  readonly findings: Store['replicas']['findings'];
  readonly sites: readonly string[];
  readonly webhooks: () => readonly string[];
  begin(of: Of): SiteWatch;
}

/** The bot says how it does; nobody has to be asked for that. */
function watchOwn({ figures, findings, sites, webhooks, begin }: Owning): Watching['own'] {
  return async (turn, seat) => {
    const about = ownSource({ host: hostname(), figures, findings, sites, webhooks });
    const watch = begin({ site: OWN_SITE, turn, seat, sources: [about] });
    while (turn.holds()) {
      watch.answered({ at: Date.now(), hosts: [], machines: [], usage: [] });
      await pause(OWN_MS, turn.signal).catch(() => {});
    }
    await watch.close();
  };
}
