import { createHash } from 'node:crypto';
import { roleMay } from '../access/roles.ts';
import { rulesIn } from '../alerts/alerts.ts';
import type { Card } from '../card.ts';
import { digestCard } from '../cards/digest.ts';
import type { Place } from '../chat.ts';
import { pause } from '../flow/wait.ts';
import type { Log } from '../log.ts';
import type { Turn } from '../replicas/place.ts';
import { type ContextParts, contextFor } from '../router/context.ts';
import type { DigestRecords } from '../store/alerts/digests.ts';
import { DAY_MS } from '../time/local-time.ts';
import { machineZone } from '../time/zone.ts';
import { lastDue } from './due.ts';
import { digestFacts } from './facts.ts';
import type { DigestSettings } from './section.ts';

export interface TellerParts extends Omit<ContextParts, 'policy' | 'access'> {
  readonly digests: DigestRecords;
  /** As it is configured at this moment; absent where there is none. */
  settings(): DigestSettings | undefined;
  readonly log: Log;
  now?(): number;
  /** Milliseconds between two looks at the clock; tests wait less. */
  readonly lookMs?: number | undefined;
}

/** Milliseconds between two looks at the clock. */
const LOOK_MS = 15_000;
/** Milliseconds by which it may be late: the bot was down, and it is still the same morning. */
const LATE_MS = 4 * 3_600_000;
/** Milliseconds for everything that is asked for it. */
const ANSWER_MS = 60_000;

/** Tells the digest each day, for as long as this process has the turn; what fails is tried again. */
export async function tellDaily(parts: TellerParts, turn: Turn): Promise<void> {
  const { log, lookMs = LOOK_MS } = parts;
  while (turn.holds()) {
    await tellDue(parts, turn).catch((err: unknown) => {
      if (!turn.signal.aborted) log.warn({ err }, 'the daily digest could not be told yet');
    });
    await pause(lookMs, turn.signal).catch(() => {});
  }
}

async function tellDue(parts: TellerParts, turn: Turn): Promise<void> {
  const { digests, log, now = Date.now } = parts;
  const settings = parts.settings();
  if (settings === undefined) return;
  const zone = zoneOf(settings, parts);
  const due = lastDue(settings.at, zone, now());
  if (now() - due.at > LATE_MS || (await digests.isTold(due.day))) return;
  const card = await draw(parts, { settings, zone, at: due.at, signal: turn.signal });
  if (!turn.holds()) return;
  const sayings = settings.to.map((place) => ({ place, card, nonce: nonceOf(due.day, place) }));
  if (await digests.tell(due.day, sayings)) log.info({ day: due.day }, 'the daily digest is told');
}

function zoneOf({ zone }: DigestSettings, parts: Pick<ContextParts, 'zone'>): string {
  return zone ?? parts.zone ?? machineZone();
}

interface Drawing {
  readonly settings: DigestSettings;
  readonly zone: string;
  /** When it was due: the day before that is told, also where it is told later. */
  readonly at: number;
  readonly signal: AbortSignal;
}

/** What any viewer may see: it is for a whole channel. */
async function draw(parts: TellerParts, { settings, zone, at, signal }: Drawing): Promise<Card> {
  const policy = {
    may: (_: unknown, permission: Parameters<typeof roleMay>[1]) => roleMay('viewer', permission),
  };
  const actor = { platform: 'nakhoda', id: 'digest', name: 'digest' };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  const context = { ...contextFor({ ...parts, policy }, { actor }, limit), brief: true };
  const span = { from: at - DAY_MS, to: at };
  const facts = await digestFacts(context, { span, on: settings.on });
  return digestCard({ facts, rules: rulesIn(context), zone });
}

/** As short as the narrowest chat wants it: 25 letters. */
function nonceOf(day: string, { platform, channel }: Place): string {
  const what = ['digest', day, platform, channel].join(' ');
  return createHash('sha256').update(what).digest('base64url').slice(0, 20);
}
