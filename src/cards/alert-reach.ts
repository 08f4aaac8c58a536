import type { Incident } from '../alerts/incident.ts';
import { comingSteps, waiting } from '../alerts/reach/escalation.ts';
import type { Reached } from '../alerts/reach/reached.ts';
import type { Reaching } from '../alerts/reach/reaching.ts';
import type { Called, QuietHours, Route, Step } from '../alerts/reach/route.ts';
import { onceEach, placeKey } from '../alerts/settings.ts';
import type { Block, Field, Mention } from '../card.ts';
import type { Place } from '../chat.ts';
import { span } from '../format.ts';
import { listed } from '../line/usage.ts';
import { when } from '../time/moment.ts';

interface Reaches {
  readonly reached: Reached;
  readonly reaching: Reaching;
  readonly now: number;
}

/** Where it was told, and who is told next, and when. */
export function reachBlocks(incident: Incident, about: Reaches): readonly Block[] {
  const { told, held } = about.reached;
  const fields: readonly Field[] = [
    ...(told.length === 0 ? [] : [{ label: 'Told in', value: placeWords(told) }]),
    ...held.map(({ place, until }) => ({
      label: `Held back in ${placeKey(place)}`,
      value: when(until),
    })),
    ...nextFields(incident, about),
  ];
  return fields.length === 0 ? [] : [{ type: 'fields', fields }];
}

function nextFields(incident: Incident, { reached, reaching, now }: Reaches): readonly Field[] {
  const is = { ...reached, ...waiting(reached, incident, now) };
  return comingSteps(is, incident, reaching).map(({ route, step, at }) => {
    const words = stepWords(route, step, reaching.calls(step.mention, at ?? now).map(nameOf));
    const moment = at === undefined ? undefined : when(at);
    if (moment === undefined || typeof moment === 'string') {
      return { label: 'Told next', value: `${words}, when it is critical and not muted` };
    }
    return { label: 'Told next', value: { ...moment, note: words } };
  });
}

function stepWords({ to }: Route, step: Step, names: readonly string[]): string {
  const calls = names.length === 0 ? '' : `, calling ${listed(names, 'and')}`;
  return `${placeWords(onceEach([...to, ...step.to]))}${calls}, unless somebody acknowledges it`;
}

function nameOf(mention: Mention): string {
  if (mention.kind === 'here') return 'whoever is here';
  return mention.kind === 'group' ? `${mention.platform}:${mention.id}` : mention.name;
}

/** Who is told of what, as the configuration says; nothing where it says nothing. */
export function routeBlocks(routes: readonly Route[]): readonly Block[] {
  if (routes.length === 0) return [];
  return [
    {
      type: 'table',
      columns: ['Told in', 'Of what', 'Calls', 'Not acknowledged', 'Quiet'].map((label) => ({
        label,
      })),
      rows: routes.map(({ to, severity, on, mention = [], escalate = [], quiet }) => [
        to.length === 0 ? 'nobody' : placeWords(to),
        [severity ?? 'everything', ...(on ? [`on ${listed(on, 'or')}`] : [])].join(' '),
        mention.map(calledWords).join(', '),
        escalate.map(writtenStep).join('; '),
        quiet ? quietWords(quiet) : '',
      ]),
    },
  ];
}

function writtenStep({ afterMs, to, mention, severity }: Step): string {
  const where = to.length === 0 ? '' : ` ${placeWords(to)}`;
  const calls = mention.length === 0 ? '' : ` calling ${mention.map(calledWords).join(', ')}`;
  return `after ${span(afterMs)}${severity === 'warning' ? ' (warnings too)' : ''}:${where || ' again'}${calls}`;
}

function calledWords(called: Called): string {
  switch (called.kind) {
    case 'here':
      return 'whoever is here';
    case 'onCall':
      return `on call in ${called.rota}`;
    case 'person':
      return called.person;
    case 'group':
      return `${called.platform}:${called.id}`;
    default:
      return called satisfies never;
  }
}

function quietWords({ from, to, zone, severity }: QuietHours): string {
  return `${clock(from)} to ${clock(to)} ${zone}${severity === 'critical' ? ', critical ones too' : ''}`;
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}

function placeWords(places: readonly Place[]): string {
  return places.map(placeKey).join(', ');
}
