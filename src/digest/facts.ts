import { alertsIn } from '../alerts/alerts.ts';
import { alertSites, mayOn, seenOf } from '../alerts/engine/seen.ts';
import type { KeptIncident } from '../alerts/records.ts';
import type { Subject } from '../alerts/rules/signal.ts';
import { within } from '../alerts/sources/bounded.ts';
import { storageSource } from '../alerts/sources/storage.ts';
import type { CommandContext } from '../command.ts';
import { matcher } from '../inventory/selector.ts';
import { type Often, oftenIn } from './often.ts';
import { type Span, type Uptime, uptimeOf } from './uptime.ts';

/** What there is to tell of a day, or of another time. */
export interface DigestFacts {
  readonly span: Span;
  /** Those that were open at any time of it, oldest first. */
  readonly incidents: readonly KeptIncident[];
  readonly often: readonly Often[];
  /** The fullest first. */
  readonly storages: readonly Filling[];
  readonly sites: readonly Uptime[];
  /** What did not answer, in words. */
  readonly gaps: readonly string[];
}

export interface Filling {
  readonly subject: Subject;
  /** 0 to 1. */
  readonly fill: number;
}

/** From so full on a storage is worth a look before it is an alert. */
const FILLING = 0.8;
/** Milliseconds for the storages of one site. */
const LIMIT_MS = 20_000;

export interface DigestAsked {
  readonly span: Span;
  readonly on?: readonly string[] | undefined;
}

/** As far as whoever asks may see it. */
export async function digestFacts(
  context: CommandContext,
  { span, on }: DigestAsked,
): Promise<DigestFacts> {
  const { fleet } = context;
  const fits = fitsOf(on);
  const all = await alertsIn(context).between({ sites: alertSites(fleet), ...span });
  const seen = all.flatMap((incident) => seenOf(incident, context) ?? []);
  const incidents = seen.filter(({ members, site }) =>
    members.length === 0 ? fits(siteSubject(site)) : members.some(({ subject }) => fits(subject)),
  );
  const [stored, sites] = await Promise.all([
    storagesOf(context, fits),
    uptimeOf(context, span, all),
  ]);
  return {
    ...{ span, incidents, often: oftenIn(incidents), storages: stored.storages, gaps: stored.gaps },
    sites: sites.filter(({ site }) => fits(siteSubject(site))),
  };
}

type Fits = (subject: Subject) => boolean;

function fitsOf(on: readonly string[] | undefined): Fits {
  const selectors = on?.map((selector) => matcher(selector));
  return (subject) => selectors?.some((fits) => fits(subject)) ?? true;
}

function siteSubject(site: string): Subject {
  return { key: site, kind: 'host', site, host: '', name: '', tags: [] };
}

async function storagesOf(context: CommandContext, fits: Fits) {
  const { fleet, signal, now } = context;
  const source = storageSource(fleet);
  const asked = await Promise.all(
    fleet.sites.map(async ({ site: { name } }) => {
      const site = { site: name, hosts: [], machines: [], now: now() };
      const readings = await within({ signal, ms: LIMIT_MS }, (limit) =>
        source.read({ ...site, signal: limit }),
      );
      return { name, readings };
    }),
  );
  const storages = asked
    .flatMap(({ readings = [] }) => readings)
    .flatMap(({ subject, value: fill }): readonly Filling[] =>
      fill === undefined || fill < FILLING ? [] : [{ subject, fill }],
    )
    .filter(({ subject }) => fits(subject) && mayOn(context, 'alert.read', subject))
    .toSorted((a, b) => b.fill - a.fill);
  const silent = asked.filter(({ readings }) => readings === undefined);
  return { storages, gaps: silent.map(({ name }) => `${name} did not tell its storages`) };
}
