import type { Card } from '../../card.ts';
import type { SavedCase } from '../engine/saved.ts';
import type { Acknowledged, Incident } from '../incident.ts';
import type { Silence } from '../mutes/silence.ts';
import type { Held, Reached, Telling } from '../reach/reached.ts';
import type { KeptIncident } from '../records.ts';

/** What is stored of alerts, as whoever polls a site needs it. */
export interface LiveAlertRecords {
  /** The site's incidents that are open, or ended after `since`. */
  goOn(site: string, since: number): Promise<readonly SavedCase[]>;
  /** Whom the incidents of these ids reached. */
  reached(ids: readonly string[]): Promise<ReachedSoFar>;
  /** All of it or nothing. `not-ours` where another process has the seat: nothing was written then. */
  write(turn: Written): Promise<'written' | 'not-ours'>;
  /** What people have said to open incidents of the site, and the silences in force. */
  inbox(site: string): Promise<AlertInbox>;
  /** Our own operations that are or were at work on machines of the site after `since`. */
  works(site: string, since: number): Promise<readonly WorkOn[]>;
  /** Those of them that are hard work for a host too. */
  heavyWorks(site: string, since: number): Promise<readonly HeavyWork[]>;
  /** Sites of which something is open, that were taken out of this configuration, and that no other replica has. */
  abandoned(by: Abandoning): Promise<readonly string[]>;
}

export interface Abandoning {
  /** Which configuration it is. */
  readonly origin: string;
  /** Those that it has now. */
  readonly sites: readonly string[];
}

export interface Written {
  readonly site: string;
  /** The seat that must be held still: `poll:kvm`. */
  readonly seat: string;
  readonly cases: readonly WrittenCase[];
  /** What was held back, and is over as the quiet hours are: said with it where there is some. */
  readonly missed?: Missed | undefined;
}

export interface Missed {
  /** Of quiet hours that ended until then. Milliseconds since the epoch. */
  readonly before: number;
  draw(incidents: readonly KeptIncident[]): Card;
}

export interface ReachedSoFar {
  readonly byId: ReadonlyMap<string, Reached>;
  /** When the next quiet hours end from which something that is over is to be told, of whatever site. */
  readonly missedUntil?: number | undefined;
}

/** An incident that changed, with what is to be said of it. */
export interface WrittenCase {
  readonly case: SavedCase;
  readonly incident: Incident;
  readonly says: readonly Say[];
  readonly reached: Reached;
  /** Where it was held back, and nobody hears of it any more but in one line. */
  readonly missed?: readonly Held[] | undefined;
}

export interface Say extends Telling {
  draw(kept: KeptIncident): Card;
}

export interface AlertInbox {
  readonly acknowledged: readonly { readonly id: string; readonly who: Acknowledged }[];
  readonly silences: readonly Silence[];
}

interface Work {
  readonly title: string;
  readonly from: number;
  /** Absent while it goes on. */
  readonly until?: number | undefined;
}

export interface WorkOn extends Work {
  /** The platform's id of the machine. */
  readonly machine: string;
}

/** Where it is at work, as far as what is stored of it tells. */
export interface HeavyWork extends Work {
  readonly host?: string | undefined;
  /** The platform's id of the machine: it is on that one's host. */
  readonly machine?: string | undefined;
}
