import { needAny } from '../access/who.ts';
import { contentOf } from '../inside/disk.ts';
import { kernelNames } from '../inside/programs/system.ts';
import { type Call, route } from '../route.ts';
import { cardsOf } from '../world/nics.ts';
import { answering, aroundOf } from './agent-call.ts';
import { agentCommands } from './agent-commands.ts';

const place = '/nodes/{node}/qemu/{vmid}/agent';
const options = {
  needs: needAny('/vms/{vmid}', 'VM.GuestAgent.Audit', 'VM.GuestAgent.Unrestricted'),
  daemon: true,
};

/** What the agent tells of the guest; what it does in it stands in `agent-exec.ts` and `agent-files.ts`. */
export const agentRoutes = [
  route('POST', `${place}/ping`, ping, options),
  route('GET', `${place}/info`, info, options),
  route('GET', `${place}/get-osinfo`, osInfo, options),
  route('GET', `${place}/get-host-name`, hostName, options),
  route('GET', `${place}/get-time`, time, options),
  route('GET', `${place}/network-get-interfaces`, interfaces, options),
];

async function ping(call: Call) {
  await answering(call);
  return { result: {} };
}

async function info(call: Call) {
  await answering(call);
  return { result: { version: '10.0.13', supported_commands: agentCommands } };
}

async function osInfo(call: Call) {
  const { inside } = await answering(call);
  const release = contentOf(inside.files, '/etc/os-release') ?? '';
  const value = (key: string) => new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(release)?.[1];
  return {
    result: {
      id: value('ID'),
      name: value('NAME'),
      'pretty-name': value('PRETTY_NAME'),
      'version-id': value('VERSION_ID'),
      'kernel-release': kernelNames.release,
      'kernel-version': kernelNames.version,
      machine: kernelNames.machine,
    },
  };
}

async function hostName(call: Call) {
  const guest = await answering(call);
  return { result: { 'host-name': aroundOf(call.world, guest).hostname } };
}

/** Nanoseconds. */
async function time(call: Call) {
  const guest = await answering(call);
  return { result: aroundOf(call.world, guest).clock * 1_000_000 };
}

async function interfaces(call: Call) {
  const guest = await answering(call);
  const loopback = { name: 'lo', mac: '00:00:00:00:00:00', addresses: ['127.0.0.1/8', '::1/128'] };
  return {
    result: [loopback, ...cardsOf(guest)].map(({ name, mac, addresses }) => ({
      name,
      'hardware-address': mac,
      'ip-addresses': addresses.map((each) => ({
        'ip-address': each.split('/')[0],
        'ip-address-type': each.includes(':') ? 'ipv6' : 'ipv4',
        prefix: Number(each.split('/')[1]),
      })),
      statistics: {
        'rx-bytes': 0,
        'rx-packets': 0,
        'rx-errs': 0,
        'rx-dropped': 0,
        'tx-bytes': 0,
        'tx-packets': 0,
        'tx-errs': 0,
        'tx-dropped': 0,
      },
    })),
  };
}
