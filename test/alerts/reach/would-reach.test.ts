import { expect, test } from 'vitest';
import { wouldReach } from '../../../src/alerts/reach/would-reach.ts';
import { wouldCell, wouldFields } from '../../../src/cards/alert-would.ts';
import { valueText } from '../../../src/time/moment.ts';
import { incident, reachingIn } from '../../fixtures/reach.ts';

/** A Tuesday in anna's week; 17:00 UTC is midnight in Jakarta. */
const noon = Date.parse('2026-01-06T05:00:00Z');
const night = Date.parse('2026-01-06T17:00:00Z');

interface Asked {
  readonly at?: number;
  readonly severity?: 'warning' | 'critical';
  readonly place?: string;
}

function would(
  routes: string,
  { at = noon, severity = 'critical', place = 'slack:C1' }: Asked = {},
) {
  const [platform = '', channel = ''] = place.split(':');
  const there = { platform, channel };
  const found = wouldReach(incident({ severity }), reachingIn(routes), at)(there);
  const about = { place: there, severity };
  const lines = wouldFields(found, about).map(
    ({ label, value }) => `${label}: ${valueText(value, 'UTC')}`,
  );
  const cell = wouldCell(found, about);
  return {
    lines,
    cell: typeof cell !== 'string' && 'text' in cell ? cell.text : valueText(cell, 'UTC'),
  };
}

const routes = `[
  { to: [slack:C1, discord:22], mention: [onCall, budi, slack:S1], escalate: [
    { after: 10m, mention: onCall }, { after: 30m, to: slack:C9, mention: [budi, here] }] },
  { to: slack:C2 }]`;

test('a test says whom a real one would call in each place, and who follows where nobody acknowledges it', () => {
  expect(would(routes).lines).toEqual([
    'A real one would call: Anna, Budi and slack:S1',
    'Not acknowledged for 10 min: slack:C1, discord:22, calling Anna',
    'Not acknowledged for 30 min: slack:C1, discord:22, slack:C9, calling Budi and whoever is here',
  ]);
  expect(would(routes, { place: 'discord:22' }).cell).toBe(
    'Anna and Budi by name only, without an account here',
  );
  expect(would(routes, { place: 'slack:C2' }).lines).toEqual([
    'A real one would call: nobody: no route that leads here says mention:',
  ]);
});

test('a warning would call nobody', () => {
  expect(would(routes, { severity: 'warning' }).lines).toEqual([
    'A real one would call: nobody: a warning calls nobody',
  ]);
});

test('it is whoever is on call at that moment, and nobody before the first handover', () => {
  const only = '[{ to: slack:C1, mention: onCall }]';
  expect(would(only, { at: Date.parse('2026-01-13T05:00:00Z') }).cell).toBe('Budi');
  expect(would(only, { at: Date.parse('2026-01-01T05:00:00Z') }).cell).toBe(
    'nobody: nobody is on call, or has an account here',
  );
});

test('in quiet hours it says until when a real one would wait', () => {
  const quiet = '[{ to: slack:C1, quiet: { from: "22:00", to: "07:00", zone: Asia/Jakarta } }]';
  const warning = would(quiet, { at: night, severity: 'warning' });
  expect(warning.lines).toContain('It would wait until: 2026-01-07 00:00:00 UTC');
  expect(warning.cell).toContain('held back until then');
  expect(would(quiet, { at: night }).lines).toHaveLength(1);
});

test('of a program nothing is said: whom it calls is its own', () => {
  const found = wouldReach(incident(), reachingIn('[{ to: slack:C1 }]'), noon);
  const place = { platform: 'webhook', channel: 'pager' };
  expect(wouldFields(found(place), { place, severity: 'critical' })).toEqual([]);
  expect(wouldCell(found(place), { place, severity: 'critical' })).toBe('');
});
