import { need } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { figuresOf, maxima } from '../world/figures.ts';
import { digestOf, type Guest, isTemplate, type Kind, nameOf } from '../world/guest.ts';
import { guestIn } from './guest-call.ts';

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
  return [...world.guests.values()]
    .filter((guest) => guest.kind === kind && guest.node === node)
    .filter(({ vmid }) => who.may(`/vms/${vmid}`, 'VM.Audit'))
    .map((guest) => ({
      ...bare(guest, world.now()),
      ...(kind === 'qemu' && params.flag('full') && { qmpstatus: guest.state }),
    }));
}

/** What the list and the status of one have in common. */
function bare(guest: Guest, now: number) {
  const { vmid, kind, config: file, state, pid } = guest;
  const { maxcpu, ...most } = maxima(guest);
  const isLxc = kind === 'lxc';
  const { memhost, ...figures } = figuresOf(guest, now);
  const isOn = state !== 'stopped';
  return {
    vmid,
    name: nameOf(guest),
    ...figures,
    cpus: maxcpu,
    ...most,
    ...(isLxc
      ? { type: 'lxc', swap: 0, maxswap: Number(file['swap'] ?? 512) * 1024 ** 2 }
      : { memhost }),
    ...(isOn && { pid, ...pressure(isLxc) }),
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

function current({ world }: Call, guest: Guest) {
  const { kind, ha, state, config: file } = guest;
  const managed = ha !== undefined;
  const common = {
    ...bare(guest, world.now()),
    ha: managed ? { managed: 1, state: ha } : { managed: 0 },
  };
  if (kind === 'lxc') return common;
  return {
    ...common,
    qmpstatus: file['lock'] === 'suspended' ? 'stopped' : state,
    ...(/^(?:1|enabled=1)/.test(String(file['agent'] ?? '')) && { agent: 1 }),
    ...(state !== 'stopped' && running(guest, world.now())),
  };
}

/** What QEMU itself tells. */
function running(guest: Guest, now: number) {
  const { vmid } = guest;
  const { maxmem } = maxima(guest);
  const { mem, netin, netout, diskread, diskwrite } = figuresOf(guest, now);
  return {
    'running-machine': 'pc-i440fx-10.0+pve1',
    'running-qemu': '10.0.13',
    clipboard: null,
    nics: { [`tap${vmid}i0`]: { netin, netout } },
    'proxmox-support': { 'pbs-dirty-bitmap': true, 'query-bitmap-info': true },
    blockstat: { scsi0: { rd_bytes: diskread, wr_bytes: diskwrite } },
    ...(guest.agent === 'alive' && {
      balloon: maxmem,
      freemem: maxmem - mem,
      ballooninfo: { actual: maxmem, max_mem: maxmem, total_mem: maxmem, free_mem: maxmem - mem },
    }),
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
  const isCurrent = params.flag('current');
  const pending = isCurrent ? {} : guest.pending;
  const merged = Object.entries({ ...guest.config, ...pending });
  const kept = merged.filter(([key]) => !(key in pending && pending[key] === undefined));
  return {
    ...Object.fromEntries(kept),
    ...(guest.parent !== undefined && { parent: guest.parent }),
    digest,
  };
}
