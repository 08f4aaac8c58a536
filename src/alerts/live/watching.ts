import { hostname } from 'node:os';
import { incidentCards } from '../../cards/incident.ts';
import type { Figures } from '../../health.ts';
import type { Fleet } from '../../inventory.ts';
import type { Log } from '../../log.ts';
import type { Meter } from '../../meter.ts';
import type { OperationKind } from '../../operation.ts';
import type { Turn } from '../../replicas/place.ts';
import type { Store } from '../../store/store.ts';
import { pause } from '../../wait.ts';
import type { Callable } from '../calls.ts';
import { reachingOf } from '../reaching.ts';
import type { AlertSettings } from '../settings.ts';
import { OWN_SITE } from '../signal.ts';
import type { Source } from '../source.ts';
import { siteSources } from '../sources/index.ts';
import { ownSource } from '../sources/own.ts';
import { type SiteWatch, watchSite } from './site-watch.ts';

/** The rules, over what this process polls. */
export interface Watching {
  /** For as long as it has the turn, under the seat of that name. */
  open(site: string, turn: Turn, seat: string): SiteWatch;
  /** The bot itself, for as long as it has the turn; absent where nobody says how it does. */
  readonly own?: ((turn: Turn, seat: string) => Promise<void>) | undefined;
  close(): Promise<void>;
}

export interface WatchingParts {
  readonly store: Pick<
    Store,
    'alerts' | 'metrics' | 'signals' | 'checkups' | 'boards' | 'changes' | 'replicas'
  >;
  readonly fleet: Pick<Fleet, 'unreached' | 'site' | 'sites'>;
  readonly kinds: readonly OperationKind[];
  readonly settings: AlertSettings;
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
  const { store, fleet, settings, access, figures, meter, log } = parts;
  const open = new Set<SiteWatch>();
  const cards = incidentCards(settings.rules);
  const sources = siteSources({ ...parts, rules: settings.rules });
  const hush = await store.changes(({ what }) => {
    if (what === 'alert') for (const watch of open) watch.heard();
  });
  const begin = (of: Of): SiteWatch => {
    const watch = watchSite({
      ...of.turn,
      ...{ site: of.site, seat: of.seat, sources: of.sources, cards, fleet, meter, log },
      ...{ rules: settings.rules, records: store.alerts, metrics: store.metrics },
      reaching: async () => reachingOf(settings, await store.boards.places(), access.book()),
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
    own: figures && watchOwn({ figures, findings, sites, begin }),
    close: hush,
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
  begin(of: Of): SiteWatch;
}

/** The bot says how it does; nobody has to be asked for that. */
function watchOwn({ figures, findings, sites, begin }: Owning): Watching['own'] {
  return async (turn, seat) => {
    const about = ownSource({ host: hostname(), figures, findings, sites });
    const watch = begin({ site: OWN_SITE, turn, seat, sources: [about] });
    while (turn.holds()) {
      watch.answered({ at: Date.now(), hosts: [], machines: [], usage: [] });
      await pause(OWN_MS, turn.signal).catch(() => {});
    }
    await watch.close();
  };
}
