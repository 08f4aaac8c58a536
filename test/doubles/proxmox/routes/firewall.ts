import { createHash } from 'node:crypto';
import { need } from '../access/who.ts';
import { type Call, route } from '../route.ts';
import { guestIn } from './guest-call.ts';

export const firewallRoutes = [
  route('GET', '/cluster/firewall/options', ({ world }) => told(world.firewall.cluster), {
    needs: need('/', 'Sys.Audit'),
  }),
  route('GET', '/nodes/{node}/firewall/options', () => told({}), {
    needs: need('/nodes/{node}', 'Sys.Audit'),
    daemon: true,
  }),
  ...(['qemu', 'lxc'] as const).map((kind) =>
    route('GET', `/nodes/{node}/${kind}/{vmid}/firewall/options`, (call) => ofGuest(call, kind), {
      needs: need('/vms/{vmid}', 'VM.Audit'),
      daemon: true,
    }),
  ),
];

function ofGuest(call: Call, kind: 'qemu' | 'lxc') {
  const { vmid } = guestIn(call, kind);
  return told(call.world.firewall.guests.get(vmid) ?? {});
}

/** Only what was set, and the mark of it. */
function told(options: Readonly<Record<string, string | number>>) {
  const digest = createHash('sha1').update(JSON.stringify(options)).digest('hex');
  return { ...options, digest };
}
