import { type Need, need, needAny } from '../access/who.ts';
import { applyChange, type Change, changeOf } from '../config/write.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { demandUnlocked, digestOf, type Guest, type Kind } from '../world/guest.ts';
import { demandWritable } from '../world/quorum.ts';
import { guestIn } from './guest-call.ts';
import { demandNoSkiplock } from './qemu-power.ts';

const some = (...names: readonly string[]): Need =>
  needAny('/vms/{vmid}', ...names.map((name) => `VM.Config.${name}`));
const change = {
  qemu: some('Disk', 'CDROM', 'CPU', 'Memory', 'Network', 'HWType', 'Options', 'Cloudinit'),
  lxc: some('Disk', 'CPU', 'Memory', 'Network', 'Options'),
} as const;
const look = { needs: need('/vms/{vmid}', 'VM.Audit') };

export const configRoutes = [
  ...(['qemu', 'lxc'] as const).flatMap((kind) => {
    const place = `/nodes/{node}/${kind}/{vmid}`;
    return [
      route('PUT', `${place}/config`, (call) => put(call, kind), {
        needs: change[kind],
        daemon: true,
      }),
      route('GET', `${place}/pending`, (call) => pending(guestIn(call, kind)), look),
    ];
  }),
  route('POST', '/nodes/{node}/qemu/{vmid}/config', post, { needs: change.qemu, daemon: true }),
];

/** At once: it answers when it is written. */
async function put(call: Call, kind: Kind): Promise<undefined> {
  demandNoSkiplock(call);
  guestIn(call, kind);
  const wanted = await changeOf(call, kind);
  await locked(call, kind, (guest) => applyChange(call, guest, wanted));
}

/** In a task, which may take its time. */
async function post(call: Call): Promise<string> {
  demandNoSkiplock(call);
  guestIn(call, 'qemu');
  const { world, node, who } = call;
  const wanted = await changeOf(call, 'qemu');
  const guest = await locked(call, 'qemu', () => undefined);
  return world.begin({
    type: 'qmconfig',
    node,
    id: guest.vmid,
    who,
    ms: world.pace.taskMs / 3,
    lines: [`update VM ${guest.vmid}: ${spoken(wanted)}`],
    onEnd: () => applyChange(call, guest, wanted),
  });
}

/** The options as its log has them. */
function spoken({ set, drives, remove }: Change): string {
  const words = [
    ...[...set].map(([key, value]) => [key, value] as const),
    ...drives.map(({ key, file }) => [key, file] as const),
    ...(remove.length > 0 ? [['delete', remove.join(',')] as const] : []),
  ];
  return words.map(([key, value]) => `-${key} ${value}`).join(' ');
}

async function locked(
  call: Call,
  kind: Kind,
  run: (guest: Guest) => Promise<void> | undefined,
): Promise<Guest> {
  const { world, params } = call;
  const release = await world.locks.take({ kind, vmid: Number(params.need('vmid')) });
  try {
    const guest = guestIn(call, kind);
    demandDigest(call, guest);
    if (!params.flag('skiplock')) demandUnlocked(guest);
    demandWritable(world, guest);
    await run(guest);
    return guest;
  } finally {
    release();
  }
}

export function demandDigest({ params }: Call, guest: Guest): void {
  const digest = params.text('digest');
  if (digest !== undefined && digest !== digestOf(guest))
    throw refuse('checksum mismatch (file change by other user?)');
}

/** A password is never told. */
export function masked<T>(key: string, value: T): T | string {
  return key === 'cipassword' && value !== undefined ? '**********' : value;
}

/** Every key, with what is in force and what waits for a restart. */
function pending(guest: Guest) {
  const { config, pending: waiting } = guest;
  const keys = new Set([...Object.keys(config), ...Object.keys(waiting)]);
  return [
    ...[...keys].flatMap((key) => {
      const [value, next] = [masked(key, config[key]), masked(key, waiting[key])];
      if (value === undefined && next === undefined) return [];
      return [
        {
          key,
          ...(value !== undefined && { value }),
          ...(next !== undefined && { pending: next }),
          ...(key in waiting && next === undefined && { delete: 1 }),
        },
      ];
    }),
    { key: 'digest', value: digestOf(guest) },
  ];
}
