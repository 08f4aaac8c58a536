import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readHostNet } from '../../../src/connectivity/facts/host-net.ts';

const bridge = {
  ifname: 'br0',
  address: '52:54:00:AA:00:01',
  flags: ['BROADCAST', 'UP', 'LOWER_UP'],
  mtu: 1500,
  linkinfo: { info_kind: 'bridge' },
  addr_info: [{ local: '10.0.0.2', prefixlen: 24 }],
};
const wifi = { ifname: 'wlan0', flags: ['UP'], mtu: 1400, master: 'br0' };
const tap = {
  ifname: 'vnet0',
  flags: [],
  master: 'br0',
  linkinfo: { info_kind: 'tun', info_slave_data: { isolated: true } },
};

/** The script folds what `ip` says, so that no line is longer than one that is kept whole. */
function said(links: readonly unknown[], wireless = ''): string {
  const json = JSON.stringify(links).replace(/.{100}/g, '$&\n');
  return `\n--nakhoda:wireless--\n${wireless}\n\n--nakhoda:links--\n${json}\n\n--nakhoda:end--\n`;
}

it('reads a bridge, its ports, and which of them is a Wi-Fi card', () => {
  const { links = [] } = readHostNet(said([bridge, wifi, tap], 'wlan0')) ?? {};
  expect(links).toMatchObject([
    {
      name: 'br0',
      mac: '52:54:00:aa:00:01',
      up: true,
      carrier: true,
      kind: 'bridge',
      addresses: ['10.0.0.2/24'],
    },
    { name: 'wlan0', up: true, carrier: false, bridge: 'br0', wireless: true, isolated: false },
    { name: 'vnet0', up: false, bridge: 'br0', kind: 'tun', wireless: false, isolated: true },
  ]);
});

it('what cannot be read is left out, and a host that says nothing is not known', () => {
  expect(readHostNet(said([{ ifname: 7 }, bridge, null]))?.links).toHaveLength(1);
  expect(readHostNet(said([]))).toBeUndefined();
  expect(readHostNet('--nakhoda:links--\n[{"ifname":')).toBeUndefined();
});

it('no answer of a host makes it throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fc.jsonValue()).map((all) => said(all)),
      ),
      (text) => {
        expect(() => readHostNet(text)).not.toThrow();
      },
    ),
  );
});
