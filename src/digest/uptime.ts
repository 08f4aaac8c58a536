import type { KeptIncident } from '../alerts/records.ts';
import type { CommandContext } from '../command.ts';
import type { Past } from '../metrics/sample.ts';

/** How a site answered, as far as anybody looked. */
export interface Uptime {
  readonly site: string;
  /** Share of the time that it was looked at; absent where it was not. */
  readonly share?: number | undefined;
  /** Milliseconds of no answer. */
  readonly downMs: number;
  /** Milliseconds of which nobody knows. */
  readonly unknownMs: number;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds by which minutes are made later than they were. */
const LATE_MS = 5 * 60_000;
/** Milliseconds after which an incident tells that figures are missing. */
const BEFORE_MS = 5 * 60_000;

/** By the figures of its hosts: a time without any was an outage where an alert says so, else nobody looked. */
export async function uptimeOf(
  { metrics, fleet, now }: Pick<CommandContext, 'metrics' | 'fleet' | 'now'>,
  { from, to }: Span,
  incidents: readonly KeptIncident[],
): Promise<readonly Uptime[]> {
  if (metrics === undefined) return [];
  const series = await metrics.series(fleet.sites.map(({ site }) => site.name));
  const hosts = series.filter(({ kind }) => kind === 'host');
  const end = Math.min(to, now() - LATE_MS);
  if (hosts.length === 0 || end <= from) return [];
  const past = await metrics.past({ series: hosts.map(({ number }) => number), from, to: end });
  const bySite = Map.groupBy(hosts, ({ site }) => site);
  return [...bySite].map(([site, own]) => {
    const outages = incidents.filter((one) => one.site === site && isOutage(one));
    const numbers = own.map(({ number }) => number);
    return { site, ...shareOf({ past, numbers, outages, span: { from, to: end } }) };
  });
}

function isOutage({ signal }: KeptIncident): boolean {
  return signal === 'no-data' || signal === 'host-lost';
}

interface Sharing {
  readonly past: Past;
  readonly numbers: readonly number[];
  readonly outages: readonly KeptIncident[];
  readonly span: Span;
}

function shareOf({ past: { points, stepMs }, numbers, outages, span }: Sharing) {
  const seen = new Set(numbers.flatMap((number) => (points.get(number) ?? []).map(({ at }) => at)));
  const first = Math.ceil(span.from / stepMs) * stepMs;
  let [up, down, unknown] = [0, 0, 0];
  for (let at = first; at + stepMs <= span.to; at += stepMs) {
    if (seen.has(at)) up += 1;
    else if (outages.some((one) => covers(one, at))) down += 1;
    else unknown += 1;
  }
  const known = up + down;
  return {
    share: known === 0 ? undefined : up / known,
    downMs: down * stepMs,
    unknownMs: unknown * stepMs,
  };
}

function covers({ startedAt, endedAt = Number.POSITIVE_INFINITY }: KeptIncident, at: number) {
  return at >= startedAt - BEFORE_MS && at <= endedAt;
}
