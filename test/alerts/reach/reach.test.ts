import { describe, expect, test } from 'vitest';
import { incident, storyOf } from '../../fixtures/reach.ts';

const acknowledged = { state: 'acknowledged', acknowledged: { by: 'anna', at: 0 } } as const;
const over = { members: incident().members.map((one) => ({ ...one, until: 1 })) };

describe('whom the first card calls', () => {
  const routes = '[{ to: slack:C1, mention: [onCall, slack:S1, here] }, { to: slack:C2 }]';

  test('is whoever is on call at that moment, a group, and whoever is here, where the route says so', () => {
    const story = storyOf(routes);
    story.fires('10:00');
    expect(story.told).toEqual([
      '10:00 card fired in slack:C1 calling Anna+slack:S1+here, slack:C2',
    ]);
    const later = storyOf('[{ to: slack:C1, mention: onCall:lab }]', '2026-01-13');
    later.fires('10:00');
    expect(later.told).toEqual(['10:00 card fired in slack:C1 calling Budi']);
  });

  test('is nobody for a warning; who is to be called is called when it gets critical', () => {
    const story = storyOf(routes);
    story.fires('10:00', { severity: 'warning' });
    story.rings('10:05', 'escalated', { severity: 'critical' });
    story.rings('10:06', 'again');
    expect(story.told).toEqual([
      '10:00 card fired in slack:C1, slack:C2',
      '10:05 edit escalated in slack:C1, slack:C2',
      '10:05 notice escalated in slack:C1 calling Anna+slack:S1+here, slack:C2',
      '10:06 edit again in slack:C1, slack:C2',
      '10:06 notice again in slack:C1, slack:C2',
    ]);
  });

  test('is called in a channel that only hears of what is critical', () => {
    const story = storyOf(
      '[{ to: slack:C9, severity: critical, mention: budi }, { to: slack:C1 }]',
    );
    story.fires('10:00', { severity: 'warning' });
    story.rings('10:05', 'escalated', { severity: 'critical' });
    expect(story.told).toEqual([
      '10:00 card fired in slack:C1',
      '10:05 edit escalated in slack:C1, slack:C9 calling Budi',
      '10:05 notice escalated in slack:C1',
    ]);
  });
});

describe('what nobody acknowledges', () => {
  const routes = `[{ to: slack:C1, mention: onCall, escalate: [
    { after: 10m, mention: onCall },
    { after: 30m, to: [slack:C9, discord:22], mention: budi }] }]`;
  const first = '10:00 card fired in slack:C1 calling Anna';
  const ten = '10:10 notice unanswered in slack:C1 calling Anna';
  const thirty = [
    '10:30 card unanswered in slack:C9 calling Budi, discord:22 calling Budi',
    '10:30 notice unanswered in slack:C1 calling Budi',
  ];

  test('is told again once for each step, below its own card; a further channel gets the card', () => {
    const story = storyOf(routes);
    story.fires('10:00');
    story.at('10:05', '10:09', '10:10', '10:11', '10:29', '10:30', '10:31', '11:00');
    story.ends('11:30');
    expect(story.told).toEqual([
      ...[first, ten, ...thirty],
      '11:30 edit resolved in slack:C1, slack:C9, discord:22',
    ]);
  });

  test('is told no more once somebody has, however long it goes on', () => {
    const story = storyOf(routes);
    story.fires('10:00');
    story.at('10:10');
    story.changes('10:20', acknowledged);
    story.at('10:30', '12:00');
    story.rings('12:10', 'again', { flapping: true });
    story.at('13:00');
    expect(story.told.slice(2)).toEqual([
      '10:20 edit changed in slack:C1',
      '12:10 edit again in slack:C1',
      '12:10 notice again in slack:C1',
    ]);
  });

  test('is told anew from the first step where it gets critical after somebody acknowledged the warning', () => {
    const story = storyOf(routes);
    story.fires('10:00', { severity: 'warning' });
    story.at('10:20');
    story.changes('10:21', acknowledged);
    story.rings('11:00', 'escalated', { severity: 'critical', state: 'firing' });
    story.at('11:09', '11:10');
    expect(story.told.filter((one) => one.includes('unanswered'))).toEqual([
      '11:10 notice unanswered in slack:C1 calling Anna',
    ]);
  });

  test.each([
    ['is muted', { quiet: 'muted by anna' }, { quiet: undefined }],
    ['is only a warning', { severity: 'warning' }, { severity: 'critical' }],
    ['does not fire', over, { members: incident().members }],
  ] as const)('waits for as long as it %s, and not anew', (_, begins, ends) => {
    const story = storyOf(routes);
    story.fires('10:00');
    story.changes('10:06', begins);
    story.at('10:10', '10:30');
    story.changes('11:00', ends);
    story.at('11:03', '11:04', '11:23', '11:24');
    expect(story.told.filter((one) => one.includes('unanswered'))).toEqual([
      '11:04 notice unanswered in slack:C1 calling Anna',
      ...thirty.map((one) => one.replace('10:30', '11:24')),
    ]);
  });

  test('is told in one message of all that came while nobody looked', () => {
    const story = storyOf(routes);
    story.fires('10:00');
    story.at('12:00', '12:01');
    expect(story.told.slice(1)).toEqual([
      '12:00 card unanswered in slack:C9 calling Budi, discord:22 calling Budi',
      '12:00 notice unanswered in slack:C1 calling Anna+Budi',
    ]);
  });

  test('calls whoever is on call when the step comes, not when it fired', () => {
    const story = storyOf(routes, '2026-01-12');
    story.fires('01:55');
    story.at('02:05');
    expect(story.told).toEqual([
      '01:55 card fired in slack:C1 calling Anna',
      '02:05 notice unanswered in slack:C1 calling Budi',
    ]);
  });

  test('is a warning only where a step says so', () => {
    const story = storyOf(
      '[{ to: slack:C1, escalate: [{ after: 1h, severity: warning }, { after: 2h }] }]',
    );
    story.fires('10:00', { severity: 'warning' });
    story.at('11:00', '12:00', '13:00');
    expect(story.told.slice(1)).toEqual(['11:00 notice unanswered in slack:C1']);
  });

  test('begins anew where it was over and came back', () => {
    const story = storyOf(routes);
    story.fires('10:00');
    story.at('10:10');
    story.ends('10:15');
    story.rings('10:20', 'again', { ...incident(), flapping: true });
    story.at('10:29', '10:30');
    expect(story.told.at(-1)).toBe('10:30 notice unanswered in slack:C1 calling Anna');
  });

  test('is told as ever where no step is configured', () => {
    const story = storyOf('[{ to: slack:C1 }]');
    story.fires('10:00');
    story.at('10:10', '11:00', '23:00');
    expect(story.told).toEqual(['10:00 card fired in slack:C1']);
  });
});
