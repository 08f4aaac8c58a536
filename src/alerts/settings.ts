import type { Place } from '../chat.ts';
import type { DigestSettings } from '../digest/section.ts';
import { matcher } from '../inventory/selector.ts';
import type { Incident } from './incident.ts';
import type { Route } from './reach/route.ts';
import { defaultRules } from './rules/default-rules.ts';
import type { Rule } from './rules/rule.ts';

/** What the configuration says of alerts; without any, the default rules and the channels that have a board. */
export interface AlertSettings {
  readonly rules: readonly Rule[];
  /** From the first on, every one that fits is taken, until one to nobody; where none fits: the channels that have a board. */
  readonly routes: readonly Route[];
  /** The names of the webhooks that a route may name; none where absent. */
  readonly webhooks?: readonly string[] | undefined;
  /** One card a day; none where absent. */
  readonly digest?: DigestSettings | undefined;
}

export const defaultSettings: AlertSettings = { rules: defaultRules, routes: [] };

/** By which routes an incident is told. */
export type RoutesFor = (incident: Incident) => readonly Route[];

/** `boards` are the channels that have a board: what no route takes is told there. */
export function routesFor(
  { routes }: Pick<AlertSettings, 'routes'>,
  boards: readonly Place[],
): RoutesFor {
  const all = routes.map((route) => ({ route, fits: fitsOf(route) }));
  return (incident) => {
    const fitting = all.filter(({ fits }) => fits(incident)).map(({ route }) => route);
    const end = fitting.findIndex(({ to }) => to.length === 0);
    if (fitting.length === 0) return [{ to: boards }];
    return end < 0 ? fitting : fitting.slice(0, end);
  };
}

/** Where an incident is told. */
export type PlacesFor = (incident: Incident) => readonly Place[];

/** Each place once, whenever it may be told there. */
export function placesFor(
  settings: Pick<AlertSettings, 'routes'>,
  boards: readonly Place[],
): PlacesFor {
  const routes = routesFor(settings, boards);
  return (incident) => onceEach(routes(incident).flatMap(({ to }) => to));
}

export function onceEach(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [placeKey(place), place])).values()];
}

/** What a place is known by: `slack:C0OPS`. */
export function placeKey({ platform, channel, thread }: Place): string {
  return [platform, channel, ...(thread === undefined ? [] : [thread])].join(':');
}

function fitsOf({ severity, on }: Route): (incident: Incident) => boolean {
  const selectors = on?.map((selector) => matcher(selector));
  return (incident) =>
    (severity !== 'critical' || incident.severity === 'critical') &&
    (selectors?.some((fits) => subjectsOf(incident).some(fits)) ?? true);
}

/** What selectors are asked about; of a site without figures nothing but the site is known. */
function subjectsOf({ members, site }: Incident) {
  const nothing = { site, host: '', name: '', tags: [] };
  return members.length === 0 ? [nothing] : members.map(({ subject }) => subject);
}
