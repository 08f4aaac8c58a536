import { expect, it } from 'vitest';
import type { KeptIncident } from '../../src/alerts/records.ts';
import { uptimeOf } from '../../src/digest/uptime.ts';
import { createInventory } from '../../src/inventory.ts';
import type { Point, Series } from '../../src/metrics/sample.ts';
import { pretend } from '../doubles/hypervisor.ts';
import { keptIncident, noon } from '../fixtures/webhook-event.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const host = (number: number, site: string): Series => ({
  ...{ number, site, kind: 'host', id: `${site}-a`, name: `${site}-a`, host: `${site}-a` },
  ...{ birth: '', tags: [] },
});

/** Ten hours from noon on, in which the host of `kvm` had figures but for these minutes. */
function uptime(gap: readonly [from: number, to: number], incidents: readonly KeptIncident[]) {
  const minutes = Array.from({ length: 600 }, (_, minute) => minute);
  const [from, to] = gap;
  const points = minutes
    .filter((minute) => minute < from || minute >= to)
    .map((minute): Point => ({ at: noon + minute * MINUTE, cpu: 0.1 }));
  const fleet = createInventory([pretend({ name: 'kvm' }).hypervisor]);
  const metrics = {
    series: async () => [host(1, 'kvm')],
    past: async () => ({ stepMs: MINUTE, points: new Map([[1, points]]) }),
    happened: async () => [],
  };
  const now = () => noon + 11 * HOUR;
  return uptimeOf({ metrics, fleet, now }, { from: noon, to: noon + 10 * HOUR }, incidents);
}

const silent = (from: number, to: number) =>
  keptIncident({
    ...{ signal: 'no-data', host: undefined, members: [], state: 'resolved' },
    ...{ startedAt: noon + from * MINUTE, endedAt: noon + to * MINUTE },
  });

it('a site that had figures all the time answered all the time', async () => {
  expect(await uptime([0, 0], [])).toEqual([{ site: 'kvm', share: 1, downMs: 0, unknownMs: 0 }]);
});

it('a time without figures of which an alert tells is one without an answer', async () => {
  expect(await uptime([100, 160], [silent(103, 160)])).toEqual([
    { site: 'kvm', share: 0.9, downMs: HOUR, unknownMs: 0 },
  ]);
});

it('one of which none tells is not held against the site: the bot itself was away', async () => {
  expect(await uptime([100, 160], [silent(300, 310)])).toEqual([
    { site: 'kvm', share: 1, downMs: 0, unknownMs: HOUR },
  ]);
});
