import type { OnCall } from '../access/on-call.ts';
import type { Place } from '../chat.ts';
import type { CommandContext } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Saying } from '../store/chats/outbox.ts';
import type { Said } from '../store/chats/said.ts';
import type { Incident } from './incident.ts';
import type { Reaching } from './reach/reaching.ts';
import type { AlertRecords } from './records.ts';
import { defaultRules } from './rules/default-rules.ts';
import type { Rule } from './rules/rule.ts';
import type { AlertSettings } from './settings.ts';

/** What commands may ask and change of alerts. */
export interface Alerts extends AlertRecords {
  readonly settings: AlertSettings;
  /** Where an incident like this is told. */
  places(incident: Incident): Promise<readonly Place[]>;
  /** Whom an incident reaches, as it is configured at this moment. */
  reaching(): Promise<Reaching>;
  onCall(): OnCall;
  /** Says it for certain, as incidents are said. */
  say(saying: Saying): Promise<void>;
  /** What became of what was said, in the same order. */
  said(nonces: readonly string[]): Promise<readonly Said[]>;
}

/** Throws `unsupported` where there is no store. */
export function alertsIn({ alerts }: Pick<CommandContext, 'alerts'>): Alerts {
  if (alerts) return alerts;
  throw new BotError('unsupported', 'No alerts are kept here', { hint: 'Nothing was changed.' });
}

/** The rules as they are configured; without a store, those of everybody. */
export function rulesIn({ alerts }: Pick<CommandContext, 'alerts'>): readonly Rule[] {
  return alerts?.settings.rules ?? defaultRules;
}
