import type { Call } from '../route.ts';
import { titleOf } from '../world/guest.ts';
import { powerOff, powerOn } from '../world/power.ts';

/**
 * A machine that HA looks after is not started or stopped by whoever asks: its wanted state is set, and the
 * resource manager acts some time after that task has ended.
 */
export function byHa(call: Call, wanted: 'started' | 'stopped', type: string): string | undefined {
  const { world, params, node, who } = call;
  const guest = world.guests.get(Number(params.need('vmid')));
  if (guest?.ha === undefined || guest.ha === 'ignored') return;
  const { vmid, kind } = guest;
  return world.begin({
    type,
    node,
    id: vmid,
    who,
    lines: [`Requesting HA ${wanted === 'started' ? 'start' : 'stop'} for ${titleOf(guest)}`],
    onEnd() {
      guest.ha = wanted;
      const isStart = wanted === 'started';
      if (isStart === (guest.state !== 'stopped')) return;
      world.begin({
        type: `${kind === 'qemu' ? 'qm' : 'vz'}${isStart ? 'start' : 'shutdown'}`,
        node: guest.node,
        id: vmid,
        who: { ...who, user: 'root@pam', token: undefined, name: 'root@pam' },
        onEnd: () => (isStart ? powerOn(world, guest) : powerOff(guest)),
      });
    },
  });
}
