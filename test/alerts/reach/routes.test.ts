import { expect, it, test } from 'vitest';
import { parse } from 'yaml';
import type { Incident } from '../../../src/alerts/incident.ts';
import { readAlerts } from '../../../src/alerts/section.ts';
import { placesFor } from '../../../src/alerts/settings.ts';
import type { Place } from '../../../src/chat.ts';
import { machineOn } from '../../fixtures/alerts.ts';

const board: Place = { platform: 'slack', channel: 'C0BOARD', durable: true };

/** As `slack:C1`. */
function toldIn(routes: string, incident: Incident): readonly string[] {
  const { alerts, problems } = readAlerts(parse(`alerts: { routes: ${routes} }`));
  expect(problems).toEqual([]);
  return placesFor(alerts, [board])(incident).map(
    ({ platform, channel }) => `${platform}:${channel}`,
  );
}

function incident(more: Partial<Incident> = {}, tags: readonly string[] = []): Incident {
  const signal = 'machine-cpu';
  const severity = more.severity ?? 'warning';
  return {
    ...{ id: 'a', signal, site: 'kvm', host: 'kvm-a', state: 'firing', severity },
    ...{ startedAt: 0, flapping: false, peak: 1 },
    members: [
      {
        ...{ subject: machineOn('kvm-a', 'web-1', { tags }), rule: signal, signal, severity },
        ...{ since: 0, peak: 1, value: 1, times: 1 },
      },
    ],
    ...more,
  };
}

it('without routes it is told in each channel that has a board', () => {
  expect(toldIn('[]', incident())).toEqual(['slack:C0BOARD']);
});

it('what no route takes is told where a board is, so that nothing is lost in silence', () => {
  expect(toldIn('[{ to: slack:C1, severity: critical }]', incident())).toEqual(['slack:C0BOARD']);
});

it('every route that fits is taken, on both platforms, and each channel once', () => {
  const routes = '[{ to: [slack:C1, discord:22] }, { to: [slack:C1, slack:C3], on: tag:web }]';
  expect(toldIn(routes, incident({}, ['web']))).toEqual(['slack:C1', 'discord:22', 'slack:C3']);
  expect(toldIn(routes, incident())).toEqual(['slack:C1', 'discord:22']);
});

test.each([
  ['critical', 'critical', true],
  ['critical', 'warning', false],
  ['warning', 'critical', true],
  ['warning', 'warning', true],
] as const)('a route of %s takes what is %s: %s', (wanted, severity, taken) => {
  const told = toldIn(`[{ to: slack:C1, severity: ${wanted} }]`, incident({ severity }));
  expect(told.includes('slack:C1')).toBe(taken);
});

test.each([
  ['site:kvm', true],
  ['site:pve', false],
  ['host:kvm-a', true],
  ['web-*', true],
  ['tag:db', false],
  ['[tag:db, site:kvm]', true],
])('a route on %s takes web-1 of kvm-a: %s', (on, taken) => {
  const told = toldIn(`[{ to: slack:C1, on: ${on.startsWith('[') ? on : `"${on}"`} }]`, incident());
  expect(told.includes('slack:C1')).toBe(taken);
});

it('a site without figures is of that site, and of no host or tag', () => {
  const silent = incident({ signal: 'no-data', host: undefined, members: [] });
  const routes = '[{ to: slack:C1, on: site:kvm }, { to: slack:C2, on: host:kvm-a }]';
  expect(toldIn(routes, silent)).toEqual(['slack:C1']);
});

it('a route to nobody ends it: what stands above it is told all the same, what stands below is not', () => {
  const routes = `[
    { to: slack:C1, severity: critical },
    { to: nobody, on: tag:lab },
    { to: slack:C2 }]`;
  expect(toldIn(routes, incident({}, ['lab']))).toEqual([]);
  expect(toldIn(routes, incident({ severity: 'critical' }, ['lab']))).toEqual(['slack:C1']);
  expect(toldIn(routes, incident())).toEqual(['slack:C2']);
});
