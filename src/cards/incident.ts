import type { KeptIncident } from '../alerts/records.ts';
import type { Post } from '../alerts/incident.ts';
import type { Card } from '../card.ts';

/** The one card of an incident through its life, and the short reply that rings. Drawn anew from its data each time. */
export interface IncidentCards {
  card(incident: KeptIncident): Card;
  notice(incident: KeptIncident, why: Post['why']): Card;
}
