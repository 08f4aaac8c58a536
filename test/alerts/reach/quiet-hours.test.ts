import { describe, expect, it, test } from 'vitest';
import { storyOf } from '../../fixtures/reach.ts';

describe('in quiet hours', () => {
  // 15:00 to 00:00 in UTC.
  const quiet = '{ from: "22:00", to: "07:00", zone: Asia/Jakarta }';
  const routes = `[{ to: slack:C1, quiet: ${quiet} }]`;
  const warning = { severity: 'warning' } as const;

  test('a warning waits for their end, if it still fires then', () => {
    const story = storyOf(routes);
    story.fires('15:00', warning);
    story.at('20:00', '23:59');
    expect(story.told).toEqual([]);
    story.at('2026-01-07T00:00', '2026-01-07T00:01');
    expect(story.told).toEqual(['2026-01-07T00:00 card fired in slack:C1']);
  });

  test('what fires a minute before is told at once, what was told is edited', () => {
    const story = storyOf(routes);
    story.fires('14:59', warning);
    story.changes('16:00', { peak: 2 });
    story.rings('17:00', 'again', { flapping: true });
    story.ends('18:00');
    expect(story.told).toEqual([
      '14:59 card fired in slack:C1',
      '16:00 edit changed in slack:C1',
      '17:00 edit again in slack:C1',
      '18:00 edit resolved in slack:C1',
    ]);
  });

  test('a warning that ends meanwhile is counted, once, and told no more', () => {
    const story = storyOf(routes);
    story.fires('16:00', warning);
    story.ends('17:00');
    story.at('18:00', '2026-01-07T00:00');
    expect(story.told).toEqual(['17:00 missed slack:C1']);
  });

  test('what is critical rings at once, and so does a warning that gets critical', () => {
    const story = storyOf(routes);
    story.fires('16:00', warning);
    story.rings('17:00', 'escalated', { severity: 'critical' });
    story.ends('18:00');
    expect(story.told).toEqual([
      '17:00 edit escalated in slack:C1',
      '18:00 edit resolved in slack:C1',
    ]);
    const other = storyOf(routes);
    other.fires('16:00');
    expect(other.told).toEqual(['16:00 card fired in slack:C1']);
  });

  test('also what is critical waits where the route says so', () => {
    const story = storyOf(
      `[{ to: slack:C1, quiet: ${quiet.replace('}', ', severity: critical }')}, escalate: [{ after: 10m }] }]`,
    );
    story.fires('23:30');
    story.at('23:45', '2026-01-07T00:00', '2026-01-07T00:10');
    expect(story.told).toEqual([
      '2026-01-07T00:00 card fired in slack:C1',
      '2026-01-07T00:10 notice unanswered in slack:C1',
    ]);
  });

  test('a channel to which another route leads is told at once', () => {
    const story = storyOf(`[{ to: [slack:C1, slack:C2], quiet: ${quiet} }, { to: slack:C1 }]`);
    story.fires('16:00', warning);
    story.ends('17:00');
    expect(story.told).toEqual([
      '16:00 card fired in slack:C1',
      '17:00 edit resolved in slack:C1',
      '17:00 missed slack:C2',
    ]);
  });

  test('what is muted at their end is told when it is not', () => {
    const story = storyOf(routes);
    story.fires('16:00', warning);
    story.changes('23:00', { quiet: 'muted by anna' });
    story.at('2026-01-07T00:00');
    story.changes('2026-01-07T00:30', { peak: 2 });
    expect(story.told).toEqual([]);
    story.changes('2026-01-07T01:00', { quiet: undefined });
    expect(story.told).toEqual(['2026-01-07T01:00 edit changed in slack:C1']);
  });

  it.each([
    // On 29 March 2026 the clocks of Berlin go from 02:00 to 03:00, on 25 October from 03:00 to 02:00.
    ['2026-03-28T21:00', '2026-03-29T04:59', '2026-03-29T05:00'],
    ['2026-10-24T20:00', '2026-10-25T05:59', '2026-10-25T06:00'],
  ])(
    'end by the clock on the wall, over a change of the clocks: %s, %s, %s',
    (begins, still, ends) => {
      const story = storyOf(
        '[{ to: slack:C1, quiet: { from: "22:00", to: "07:00", zone: Europe/Berlin } }]',
      );
      story.fires(begins, warning);
      story.at(still);
      expect(story.told).toEqual([]);
      story.at(ends);
      expect(story.told).toEqual([`${ends} card fired in slack:C1`]);
    },
  );

  test('of a day begin and end on it', () => {
    const story = storyOf('[{ to: slack:C1, quiet: { from: "12:00", to: "13:30", zone: UTC } }]');
    story.fires('12:00', warning);
    story.at('13:29');
    expect(story.told).toEqual([]);
    story.at('13:30');
    expect(story.told).toHaveLength(1);
  });
});
