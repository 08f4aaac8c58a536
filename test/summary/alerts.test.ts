import { expect, it } from 'vitest';
import type { KeptIncident } from '../../src/alerts/records.ts';
import {
  both,
  keepAlerts,
  lost,
  one,
  openAlerts,
  over,
  rightsOn,
} from '../commands/alert-bench.ts';
import { textOf } from '../commands/bench.ts';

keepAlerts();

/** Of the machines that the sites of the bench have. */
function ofTheirs(incident: KeptIncident): KeptIncident {
  const members = incident.members.map((member) => {
    const { subject } = member;
    if (subject.kind !== 'machine') return member;
    return { ...member, subject: { ...subject, key: `kvm/machine/id-${subject.name}/b` } };
  });
  return { ...incident, members };
}

const incidents = [one, both, over, lost].map(ofTheirs);

it.each([
  { line: 'fleet', has: ['#12', '#13', '#14'], not: ['#9'] },
  { line: 'vm show kvm/web-1', has: ['#12', '#13'], not: ['#14'] },
  { line: 'vm show db-1', has: ['#13'], not: ['#12', '#9'] },
  { line: 'host show kvm-b', has: ['#14'], not: ['#12'] },
  { line: 'host show kvm-a', has: [], not: ['#12', '#14'] },
])('$line shows what is wrong there now, by its number', async ({ line, has, not }) => {
  const { card } = await openAlerts({ incidents });
  const text = textOf(await card(line));
  for (const number of has) expect(text).toContain(`${number} |`);
  for (const number of not) expect(text).not.toContain(`${number} |`);
});

it('the worst stands first, and gives the card its tone', async () => {
  const { card } = await openAlerts({ incidents });
  const fleet = await card('fleet');
  expect(fleet.tone).toBe('danger');
  expect(textOf(fleet)).toMatch(/#14 \|[^#]*#1[23] \|/);
  expect(fleet.actions?.[0]?.command).toBe('alert list');
});

it('what somebody looks after is named and is not loud', async () => {
  const { card, alerts } = await openAlerts({ incidents: [one, over].map(ofTheirs) });
  await alerts.acknowledge(one.number, { platform: 'test', id: 'anna', name: 'anna' });
  const fleet = await card('fleet');
  expect(fleet.tone).not.toBe('danger');
  expect(textOf(fleet)).toMatch(/#12 \|.*\| acknowledged/);
});

it('whoever may see only some machines sees no alert of others', async () => {
  const { card } = await openAlerts({ incidents, may: rightsOn('tag:web') });
  expect(textOf(await card('fleet'))).not.toContain('#14');
});
