import { need } from '../access/who.ts';
import { type Call, route } from '../route.ts';
import type { Guest } from '../world/guest.ts';
import type { World } from '../world/world.ts';

const options = { needs: need('/', 'Sys.Audit') };

export const haRoutes = [
  route('GET', '/cluster/ha/resources', resources, options),
  route('GET', '/cluster/ha/status/current', status, options),
];

function managed({ guests }: World): readonly Guest[] {
  return [...guests.values()].filter(({ ha }) => ha !== undefined);
}

function sidOf({ kind, vmid }: Guest): string {
  return `${kind === 'qemu' ? 'vm' : 'ct'}:${vmid}`;
}

function resources({ world }: Call) {
  return managed(world).map((guest) => ({
    sid: sidOf(guest),
    type: guest.kind === 'qemu' ? 'vm' : 'ct',
    state: guest.ha,
    max_relocate: 1,
    max_restart: 1,
  }));
}

function status({ world, node }: Call) {
  const quorate = world.faults.noQuorum ? 0 : 1;
  return [
    {
      id: 'quorum',
      type: 'quorum',
      node,
      status: quorate === 1 ? 'OK' : 'No quorum on node',
      quorate,
    },
    {
      id: 'fencing',
      type: 'fencing',
      node,
      'armed-state': 'standby',
      status: 'standby (CRM watchdog standby)',
    },
    ...managed(world).map((guest) => ({
      id: `service:${sidOf(guest)}`,
      sid: sidOf(guest),
      type: 'service',
      node: guest.node,
      crm_state: guest.ha,
      state: guest.ha,
      request_state: guest.ha,
      status: `${sidOf(guest)} (${guest.node}, ${guest.ha})`,
    })),
  ];
}
