import { cableOf } from '../network.ts';
import type { Shell } from './shell.ts';

/** What `ip addr` and `ip route` say in a guest: one card, of which the cable may be pulled. */
export function ownNetwork({ seed, state }: Pick<Shell, 'seed' | 'state'>) {
  const { up } = cableOf(state);
  return {
    addr: [
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536',
      '    inet 127.0.0.1/8 scope host lo',
      `2: eth0: <${up ? '' : 'NO-CARRIER,'}BROADCAST,MULTICAST,UP${up ? ',LOWER_UP' : ''}> mtu 1500`,
      `    link/ether ${seed.mac} brd ff:ff:ff:ff:ff:ff`,
      `    inet ${seed.address}/16 brd 10.20.255.255 scope global eth0`,
    ].join('\n'),
    route: 'default via 10.20.0.1 dev eth0\n10.20.0.0/16 dev eth0 scope link',
    routev6: '',
  };
}
