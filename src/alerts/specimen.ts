import { createHash, randomUUID } from 'node:crypto';
import type { Card } from '../card.ts';
import { incidentCard } from '../cards/incident.ts';
import type { Actor, Place } from '../chat.ts';
import type { Said } from '../store/said.ts';
import { pause } from '../wait.ts';
import type { Alerts } from './alerts.ts';
import type { KeptIncident } from './records.ts';
import type { Severity } from './rule.ts';
import type { Subject } from './signal.ts';

export interface SpecimenOf {
  readonly subject: Subject;
  readonly severity: Severity;
  readonly now: number;
}

/** An alert as it would be, of something that is fine. */
export function specimenOf({ subject, severity, now }: SpecimenOf): KeptIncident {
  const { site, host } = subject;
  const signal = 'machine-cpu';
  const value = 0.95;
  return {
    ...{ id: 'specimen', number: 0, signal, site, host, severity },
    ...{ state: 'firing', startedAt: now, peak: value, flapping: false },
    members: [
      {
        ...{ subject, rule: signal, signal, severity, since: now },
        ...{ peak: value, value, times: 1 },
      },
    ],
  };
}

/** Says at once that nothing is wrong. It has nothing to click: there is no alert behind it. */
export function specimenCard(
  incident: KeptIncident,
  { actor, rules }: { readonly actor: Actor } & Pick<Alerts['settings'], 'rules'>,
): Card {
  const card = incidentCard(incident, { rules, rows: 1 });
  return {
    ...card,
    title: `Test: ${card.title}`,
    blocks: [
      { type: 'text', text: `Nothing is wrong. ${actor.name} wanted to see where alerts go.` },
      ...(card.blocks ?? []),
    ],
    footer: 'alert test',
  };
}

export interface Delivered extends Said {
  readonly place: Place;
}

/** Milliseconds for which a chat may take its time. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 250;

/** Says the card in each place as alerts are said, and waits a while for what becomes of it. */
export async function deliver(
  card: Card,
  places: readonly Place[],
  { alerts, signal, patienceMs = PATIENCE_MS }: Delivering,
): Promise<readonly Delivered[]> {
  const run = randomUUID();
  const nonces = places.map(({ platform, channel }) => nonceOf([run, platform, channel]));
  for (const [at, place] of places.entries()) {
    await alerts.say({ place, card, nonce: nonces[at] ?? run });
  }
  const until = Date.now() + patienceMs;
  for (;;) {
    const said = await alerts.said(nonces);
    const settled = said.every(
      ({ state, trouble }) => state !== 'waiting' || trouble !== undefined,
    );
    if (settled || Date.now() >= until) {
      return places.map((place, at) => ({ place, ...(said[at] ?? { state: 'waiting' }) }));
    }
    await pause(LOOK_MS, signal);
  }
}

export interface Delivering {
  readonly alerts: Pick<Alerts, 'say' | 'said'>;
  readonly signal: AbortSignal;
  readonly patienceMs?: number | undefined;
}

/** As short as the narrowest chat wants it: 25 letters. */
function nonceOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('base64url').slice(0, 20);
}
