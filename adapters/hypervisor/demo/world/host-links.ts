import { hosts } from './fleet.ts';
import { everyId } from './made.ts';
import { bridges, cableOf } from './network.ts';
import { machineAt, type World } from './world.ts';

const flags = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];

/** What `ip -d -j addr` says on a host: two bridges, of which one leads out, and a port for every machine that is on. */
export function hostLinks(world: World, host: string, now: number): readonly object[] {
  const address = hosts.find(({ name }) => name === host)?.address;
  const own = { addr_info: address === undefined ? [] : [{ local: address, prefixlen: 16 }] };
  return [
    ...bridges.map(({ name }, at) => ({
      ...device(name, 'bridge'),
      ...(at === 0 && own),
    })),
    { ifname: 'eno1', flags, mtu: 1500, master: 'vmbr0' },
    ...everyId(world).flatMap((id) => {
      const found = machineAt(world, id, now);
      if (found?.seed.host !== host || found.state.state !== 'running') return [];
      return [{ ...device(`tap${id}i0`, 'tun'), master: cableOf(found.state).segment }];
    }),
  ];
}

function device(ifname: string, kind: string) {
  return { ifname, flags, mtu: 1500, linkinfo: { info_kind: kind } };
}
