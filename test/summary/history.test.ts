import { expect, it } from 'vitest';
import type { CommandContext } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import type { HistoryPoint } from '../../src/hypervisor/history.ts';
import type { Thing } from '../../src/metrics/sample.ts';
import { hourBlocks, lastHour } from '../../src/summary/history.ts';

const MINUTE = 60_000;
const now = 1_800_000_000_000 - (1_800_000_000_000 % MINUTE);
const from = now - 60 * MINUTE;
const thing: Thing = {
  ...{ site: 'kvm', kind: 'machine', id: '1', birth: 'b', name: 'e1', host: 'a', tags: [] },
};

/** What the bot itself has measured in the last minutes, one a minute. */
function measured(minutes: number, birth = 'b'): CommandContext['metrics'] {
  const points = Array.from({ length: minutes }, (_, at) => ({
    ...{ at: now - (minutes - at) * MINUTE, cpu: 0.5, memory: 1, memoryOf: 4 },
  }));
  return {
    series: async () => [{ ...thing, birth, number: 3 }],
    past: async () => ({ stepMs: MINUTE, points: new Map([[3, points]]) }),
    happened: async () => [],
  };
}

const platform = (points: number) => async (): Promise<readonly HistoryPoint[]> =>
  Array.from({ length: points }, (_, at) => ({ at: from + at * MINUTE, cpuFraction: 0.9 }));

async function drawn(
  metrics: CommandContext['metrics'],
  told?: Parameters<typeof lastHour>[0]['platform'],
) {
  const { signal } = new AbortController();
  const limits = { signal, limit: signal, now };
  const hour = await lastHour({ thing, platform: told }, { metrics }, limits);
  const [block] = hourBlocks(hour, {}, now);
  if (block?.type === 'text') return block.text;
  return block?.type === 'chart'
    ? block.series.map(({ name, points }) => [
        name,
        points.find(([, value]) => value !== null)?.[1],
      ])
    : [];
}

it.each([
  {
    name: 'its own figures',
    own: measured(40),
    told: platform(60),
    is: [
      ['CPU', 0.5],
      ['Memory', 0.25],
    ],
  },
  {
    name: 'its own where a list has no birth mark',
    own: measured(40, ''),
    told: platform(60),
    is: [
      ['CPU', 0.5],
      ['Memory', 0.25],
    ],
  },
  {
    name: 'the platform’s where it began to measure just now',
    own: measured(3),
    told: platform(60),
    is: [['CPU', 0.9]],
  },
  {
    name: 'the platform’s where it measured nothing',
    own: undefined,
    told: platform(60),
    is: [['CPU', 0.9]],
  },
  {
    name: 'a few of its own where the platform keeps none',
    own: measured(3),
    told: undefined,
    is: [
      ['CPU', 0.5],
      ['Memory', 0.25],
    ],
  },
  { name: 'nothing where nobody knows', own: undefined, told: undefined, is: [] },
  {
    name: 'nothing of a machine that was another one',
    own: measured(40, 'c'),
    told: undefined,
    is: [],
  },
])('the chart of the last hour has $name', async ({ own, told, is }) => {
  expect(await drawn(own, told)).toEqual(is);
});

it('a platform that does not tell is no loss where the bot has figures of its own', async () => {
  const refused = () => Promise.reject(new BotError('forbidden', 'it needs VM.Audit'));
  expect(await drawn(measured(3), refused)).toEqual([
    ['CPU', 0.5],
    ['Memory', 0.25],
  ]);
  expect(await drawn(undefined, refused)).toBe('The last hour is unknown: it needs VM.Audit.');
});

it('ends with the figure of this moment', () => {
  const hour = {
    value: [
      {
        name: 'CPU',
        points: [
          [from, 0.1],
          [now, null],
        ] as const,
      },
    ],
  };
  const [block] = hourBlocks(hour, { at: now, cpuFraction: 0.7 }, now);
  expect(block).toMatchObject({
    span: { from, to: now },
    series: [
      {
        points: [
          [from, 0.1],
          [now, 0.7],
        ],
      },
    ],
  });
});
