import { need } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { figuresOf, maxima } from '../world/figures.ts';
import { digestOf, type Guest, isTemplate, type Kind, nameOf } from '../world/guest.ts';
import type { World } from '../world/world.ts';
import { masked } from './config.ts';
import { guestIn } from './guest-call.ts';
import { told } from './qmp.ts';

const kinds: readonly Kind[] = ['qemu', 'lxc'];
const options = { needs: need('/vms/{vmid}', 'VM.Audit') };

/** What is read of VMs and containers. */
export const guestRoutes = kinds.flatMap((kind) => [
  route('GET', `/nodes/{node}/${kind}`, (call) => list(call, kind), { daemon: true }),
  route(
    'GET',
    `/nodes/{node}/${kind}/{vmid}/status/current`,
    (call) => current(call, guestIn(call, kind)),
    { ...options, daemon: true },
  ),
  route(
    'GET',
    `/nodes/{node}/${kind}/{vmid}/config`,
    (call) => config(call, guestIn(call, kind)),
    options,
  ),
]);

function list({ world, who, node, params }: Call, kind: Kind) {
  const isFull = params.flag('full');
  return [...world.guests.values()]
    .filter((guest) => guest.kind === kind && guest.node === node)
    .filter(({ vmid }) => who.may(`/vms/${vmid}`, 'VM.Audit'))
    .map((guest) => (isFull && kind === 'qemu' ? full(world, guest) : bare(world, guest)));
}

/** What every list of them tells. */
function bare(world: World, guest: Guest) {
  const { vmid, kind, config: file, state, pid } = guest;
  const { maxcpu, ...most } = maxima(guest);
  const isLxc = kind === 'lxc';
  const { memhost, diskread, diskwrite, ...figures } = figuresOf(guest, world.now());
  const swap = { type: 'lxc', swap: 0, maxswap: Number(file['swap'] ?? 512) * 1024 ** 2 };
  return {
    vmid,
    name: nameOf(guest),
    ...figures,
    cpus: maxcpu,
    ...most,
    ...(isLxc ? { ...swap, diskread, diskwrite } : { memhost }),
    ...(state !== 'stopped' && { pid, ...pressure(isLxc) }),
    ...(isTemplate(guest) && { template: 1 }),
    ...(file['tags'] !== undefined && { tags: file['tags'] }),
    ...(file['lock'] !== undefined && { lock: file['lock'] }),
    ...(file['serial0'] !== undefined && { serial: 1 }),
  };
}

/** Text for containers, numbers for VMs. */
function pressure(isLxc: boolean) {
  const value = isLxc ? '0.00' : 0;
  return {
    pressurecpusome: value,
    pressurecpufull: value,
    pressureiosome: value,
    pressureiofull: value,
    pressurememorysome: value,
    pressurememoryfull: value,
  };
}

/** With what QEMU tells; a machine that is just starting does not answer yet. */
function full(world: World, guest: Guest) {
  const { state, config: file, startedAt, vmid } = guest;
  const { netin, netout } = figuresOf(guest, world.now());
  const answers = state !== 'stopped' && world.now() - startedAt > 2 * world.pace.secondMs;
  return {
    ...bare(world, guest),
    qmpstatus: file['lock'] === 'suspended' ? 'stopped' : state,
    ...(state !== 'stopped' && { nics: { [`tap${vmid}i0`]: { netin, netout } } }),
    ...(answers && told(guest, world.now())),
  };
}

function current({ world }: Call, guest: Guest) {
  const { kind, ha: service, state, config: file } = guest;
  const ha = service === undefined ? { managed: 0 } : { managed: 1, state: service };
  if (kind === 'lxc') return { ...bare(world, guest), ha };
  return {
    ...full(world, guest),
    ha,
    ...(/^(?:1|enabled=1)/.test(String(file['agent'] ?? '')) && { agent: 1 }),
    ...(state !== 'stopped' && { clipboard: null }),
  };
}

function config({ params }: Call, guest: Guest) {
  const name = params.text('snapshot');
  const digest = digestOf(guest);
  if (name !== undefined) {
    const found = guest.snapshots.find((snapshot) => snapshot.name === name);
    if (found === undefined) throw refuse(`snapshot '${name}' does not exist`);
    return { ...found.config, digest };
  }
  const pending = params.flag('current') ? {} : guest.pending;
  const parent = guest.parent !== undefined && { parent: guest.parent };
  const file = Object.entries({ ...guest.config, ...pending });
  const told = Object.fromEntries(file.map(([key, value]) => [key, masked(key, value)]));
  return { ...told, ...parent, digest };
}
