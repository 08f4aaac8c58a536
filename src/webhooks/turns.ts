import type { Incident } from '../alerts/incident.ts';
import type { Severity } from '../alerts/rules/rule.ts';

/** What becomes of an alert, as programs are told of it. */
export type WebhookTurn = 'triggered' | 'raised' | 'acknowledged' | 'resolved';

/** What webhooks were told of an incident last. */
export interface Paged {
  readonly state: Incident['state'];
  /** The worst that they were told since it was triggered. */
  readonly severity: Severity;
}

/** What has to be told, for a webhook that knows it as `before` to know it as it is now. */
export function turnsOf(
  before: Paged | undefined,
  now: Pick<Incident, 'state' | 'severity'>,
): readonly WebhookTurn[] {
  const isOpen = before !== undefined && before.state !== 'resolved';
  if (now.state === 'resolved') return isOpen ? ['resolved'] : [];
  const isAcknowledged = now.state === 'acknowledged';
  if (!isOpen) return isAcknowledged ? ['triggered', 'acknowledged'] : ['triggered'];
  return [
    ...(isWorse(now.severity, before.severity) ? (['raised'] as const) : []),
    ...(isAcknowledged && before.state !== 'acknowledged' ? (['acknowledged'] as const) : []),
  ];
}

/** What they know once they were told. One that gets better stays as bad as they know it until it is over. */
export function pagedAfter(
  before: Paged | undefined,
  { state, severity }: Pick<Incident, 'state' | 'severity'>,
): Paged {
  const goesOn = before !== undefined && before.state !== 'resolved';
  return {
    state,
    severity: goesOn && isWorse(before.severity, severity) ? before.severity : severity,
  };
}

function isWorse(one: Severity, other: Severity): boolean {
  return one === 'critical' && other === 'warning';
}
