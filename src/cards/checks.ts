import type { Block, Card, Tone } from '../card.ts';
import { count } from '../format.ts';
import type { Check } from '../hypervisor/checks.ts';

/** What the checks of one site came to. */
export interface SiteChecks {
  readonly site: string;
  readonly checks: readonly Check[];
}

const tones: Record<Check['state'], Tone> = {
  ok: 'success',
  warning: 'warning',
  failed: 'danger',
  unknown: 'neutral',
};

/** A row for each check, and under the table what to do about those that are not well. */
export function checksCard(sites: readonly SiteChecks[]): Card {
  const all = sites.flatMap(({ checks }) => checks);
  const bad = all.filter(({ state }) => state === 'failed').length;
  const doubtful = all.filter(({ state }) => state === 'warning' || state === 'unknown').length;
  return {
    title: title(sites, bad, doubtful),
    tone: bad > 0 ? 'danger' : doubtful > 0 ? 'warning' : 'success',
    blocks: sites.flatMap((site) => blocks(site, sites.length > 1)),
  };
}

function title(sites: readonly SiteChecks[], bad: number, doubtful: number): string {
  const names = sites.map(({ site }) => site).join(', ');
  if (bad > 0) return `${names}: ${count(bad, 'check')} failed`;
  return doubtful > 0
    ? `${names}: usable, with ${count(doubtful, 'remark')}`
    : `${names}: all well`;
}

/** Sentences, because a reason must be readable to its end. */
function blocks({ site, checks }: SiteChecks, isOneOfMany: boolean): Block[] {
  const label = (subject: string) => (isOneOfMany ? `${site} ${subject}` : subject);
  const fields = checks.map(({ subject, state, says }) => ({
    label: label(subject),
    value: state === 'ok' ? says : `${state}: ${says}`,
    tone: tones[state],
  }));
  const hints = checks.flatMap(({ subject, hint }) => (hint ? [`${label(subject)}: ${hint}`] : []));
  return [
    { type: 'fields', fields },
    ...(hints.length > 0 ? [{ type: 'text', text: hints.join('\n') } as const] : []),
  ];
}
