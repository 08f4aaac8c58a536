import { need } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { linkLocal, nicsOf } from '../world/nics.ts';
import { guestIn } from './guest-call.ts';

export const networkRoutes = [
  route('GET', '/nodes/{node}/network', list),
  route('GET', '/nodes/{node}/lxc/{vmid}/interfaces', interfaces, {
    needs: need('/vms/{vmid}', 'VM.Audit'),
    daemon: true,
  }),
];

const ofBridges = ['bridge', 'any_bridge', 'any_local_bridge', 'include_sdn'];

/** All that its file of interfaces has, or one type of it; bridges only for those who may use them. */
function list({ world, who, node: name, params }: Call) {
  const type = params.text('type');
  const node = world.nodes.get(name);
  if (node === undefined) return [];
  const bridges = node.bridges
    .map((iface, index) => ({ ...bridgeRow(iface, index), ...node.interfaces.get(iface) }))
    .filter(({ iface }) => who.mayAny(`/sdn/zones/localnetwork/${iface}`, 'SDN.Audit', 'SDN.Use'));
  const others = [...node.interfaces]
    .filter(([iface]) => !node.bridges.includes(iface))
    .map(([iface, words], index) => ({ ...plainRow(iface, index), ...words }));
  if (type === undefined || type === 'include_sdn') return [...bridges, ...others];
  if (ofBridges.includes(type)) return bridges;
  return others.filter((row) => row.type === type);
}

/** Every bridge after the first is aware of VLANs. */
function bridgeRow(iface: string, index: number) {
  return {
    iface,
    type: 'bridge',
    active: 1,
    autostart: 1,
    families: ['inet'],
    priority: 3 + index,
    method6: 'manual',
    bridge_ports: '',
    bridge_stp: 'off',
    bridge_fd: '0',
    ...(index === 0
      ? { method: 'static', address: '10.10.10.1', netmask: '24', cidr: '10.10.10.1/24' }
      : { method: 'manual', bridge_vlan_aware: 1, bridge_vids: '2-4094' }),
  };
}

function plainRow(iface: string, index: number) {
  const methods = { method: 'manual', method6: 'manual', families: ['inet'] };
  return { iface, type: 'eth', exists: 1, active: 1, priority: 20 + index, ...methods };
}

/** As `ip` in the container says; a system that Proxmox does not manage has given itself no address. */
function interfaces(call: Call) {
  const guest = guestIn(call, 'lxc');
  if (guest.state === 'stopped')
    throw refuse(`unable to get PID for CT ${guest.vmid} (not running?)`);
  const isManaged = guest.config['ostype'] !== 'unmanaged';
  const loopback = ['127.0.0.1/8', '::1/128'];
  const cards = nicsOf(guest).map(({ mac, address }, index) => ({
    name: `eth${index}`,
    mac,
    addresses: [address, `${linkLocal(mac)}/64`],
  }));
  return [{ name: 'lo', mac: '00:00:00:00:00:00', addresses: loopback }, ...cards].map(
    ({ name, mac, addresses }) => ({
      name,
      hwaddr: mac,
      'hardware-address': mac,
      ...(isManaged && { inet: addresses[0], inet6: addresses[1] }),
      'ip-addresses': (isManaged ? addresses : []).map((each) => ({
        'ip-address': each.split('/')[0],
        'ip-address-type': each.includes(':') ? 'inet6' : 'inet',
        prefix: each.split('/')[1],
      })),
    }),
  );
}
