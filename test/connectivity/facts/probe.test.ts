import { expect, it } from 'vitest';
import { probeFrom } from '../../../src/connectivity/facts/probe.ts';
import type { Route } from '../../../src/connectivity/facts/values.ts';
import { END, NEIGHBOUR } from '../../../src/connectivity/ping-scripts.ts';
import type { Sender } from '../../../src/connectivity/ping-sender.ts';
import { factsOf } from '../why/facts.ts';

const lost = '3 packets transmitted, 0 packets received, 100% packet loss\n';

/** Where pings go, and what the neighbour table says of each address; nothing answers. */
function sending(neighbours: Readonly<Record<string, string>>) {
  const pinged: string[] = [];
  const value: Sender = {
    words: 'a on host-a',
    interfaces: async () => [],
    async run(argv) {
      const to = argv.at(-1) ?? '';
      const isPing = argv[2]?.includes(NEIGHBOUR) === true;
      if (isPing) pinged.push(to);
      const met = neighbours[to] ?? '';
      const stdout = isPing ? `${lost}\n${NEIGHBOUR}\n${met}\n\n${END}\n` : '';
      return { exitCode: 0, stdout, stderr: '' };
    },
  };
  return { pinged, sender: { value } };
}

const routes: readonly Route[] = [{ to: 'default', via: '10.0.0.254', device: 'eth0' }];
const behind = { a: { routes }, b: { link: { addresses: ['10.9.0.2/24'] } } };
const heard = (address: string) => `${address} dev eth0 lladdr 52:54:00:00:00:0b STALE`;

it('an address behind a gateway is no card of the own network, and the gateway is looked at', async () => {
  const { a, b } = factsOf(behind);
  const { pinged, sender } = sending({
    '10.9.0.2': heard('10.9.0.2'),
    '10.0.0.254': '10.0.0.254 dev eth0 FAILED',
  });
  expect(await probeFrom(sender, a, b)).toMatchObject({
    outcome: 'silent',
    macs: [],
    gateway: { address: '10.0.0.254', isThere: false },
  });
  expect(pinged).toEqual(['10.9.0.2', '10.0.0.254']);
});

it('a gateway that drops pings is there by its network card', async () => {
  const { a, b } = factsOf(behind);
  const { sender } = sending({ '10.0.0.254': heard('10.0.0.254') });
  expect((await probeFrom(sender, a, b)).gateway).toMatchObject({ isThere: true });
});

it('an address of its own segment alone is asked for through the one card that is on it', async () => {
  const local = { link: { addresses: ['fe80::b/64'] } };
  const { a, b } = factsOf({ a: { link: { addresses: ['10.0.0.1/24', 'fe80::a/64'] } }, b: local });
  const { pinged, sender } = sending({});
  await probeFrom(sender, a, b);
  expect(pinged).toEqual(['fe80::b%eth0']);
  const deaf = factsOf({ b: local });
  expect((await probeFrom(sender, deaf.a, b)).why).toContain('only addresses of its own segment');
});

it('a guest that cannot be asked is looked for where the other one has met its card', async () => {
  const silent = { end: { inside: { why: 'it is frozen' } } };
  const { a, b } = factsOf({ b: silent });
  const { pinged, sender } = sending({});
  const neighbours = [{ address: '10.0.0.2', mac: '52:54:00:00:00:0b', link: 'eth0' }];
  const inside = { value: { ...(a.inside.value ?? expect.fail()), neighbours } };
  await probeFrom(sender, { ...a, inside }, b);
  expect(pinged).toEqual(['10.0.0.2']);
  expect((await probeFrom(sender, a, b)).why).toBe('the address of b is unknown');
});
