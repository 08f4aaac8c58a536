import { need, needAny } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { digestOf, isTemplate, type Kind } from '../world/guest.ts';
import { demandWritable } from '../world/quorum.ts';
import {
  addSnapshot,
  dropSnapshot,
  hasSnapshots,
  rollBack,
  snapshotOf,
} from '../world/snapshots.ts';
import { act, guestIn } from './guest-call.ts';

const kinds: readonly Kind[] = ['qemu', 'lxc'];
const prefix = { qemu: 'qm', lxc: 'vz' } as const;

export const snapshotRoutes = kinds.flatMap((kind) => {
  const guest = `/nodes/{node}/${kind}/{vmid}`;
  const change = { needs: need('/vms/{vmid}', 'VM.Snapshot'), daemon: true };
  const look = { needs: need('/vms/{vmid}', 'VM.Audit'), daemon: true };
  const back = {
    needs: needAny('/vms/{vmid}', 'VM.Snapshot', 'VM.Snapshot.Rollback'),
    daemon: true,
  };
  const read = {
    needs: needAny('/vms/{vmid}', 'VM.Snapshot', 'VM.Snapshot.Rollback', 'VM.Audit'),
  };
  const one = `${guest}/snapshot/{snapname}`;
  return [
    route('GET', `${guest}/snapshot`, (call) => list(call, kind), look),
    route('POST', `${guest}/snapshot`, (call) => create(call, kind), change),
    route('DELETE', one, (call) => remove(call, kind), change),
    route('POST', `${one}/rollback`, (call) => rollback(call, kind), back),
    route('GET', `${one}/config`, (call) => config(call, kind), read),
    route('PUT', `${one}/config`, (call) => describe(call, kind), change),
    route('GET', `${guest}/feature`, (call) => feature(call, kind), look),
  ];
});

function list(call: Call, kind: Kind) {
  const guest = guestIn(call, kind);
  const ram = (vmstate: boolean) => (kind === 'qemu' ? { vmstate: vmstate ? 1 : 0 } : {});
  return [
    ...guest.snapshots.map(({ name, description, snaptime, vmstate, parent, state }) => ({
      name,
      description,
      snaptime,
      ...ram(vmstate),
      ...(parent !== undefined && { parent }),
      ...(state !== undefined && { snapstate: state }),
    })),
    {
      name: 'current',
      description: 'You are here!',
      digest: digestOf(guest),
      running: guest.state === 'stopped' ? 0 : 1,
      ...(guest.parent !== undefined && { parent: guest.parent }),
    },
  ];
}

function create(call: Call, kind: Kind): string {
  const { params, world } = call;
  guestIn(call, kind);
  const name = params.need('snapname');
  if (name === 'current' || name === 'pending')
    throw refuse(`unable to use snapshot name '${name}' (reserved name)`);
  const description = params.text('description') ?? '';
  const withRam = kind === 'qemu' && params.flag('vmstate');
  return act(call, {
    type: `${prefix[kind]}snapshot`,
    kind,
    ms: 0,
    run: (guest, task) => addSnapshot({ world, guest, task }, { name, description, withRam }),
  });
}

function remove(call: Call, kind: Kind): string {
  const { params, world } = call;
  guestIn(call, kind);
  const name = params.need('snapname');
  return act(call, {
    type: `${prefix[kind]}delsnapshot`,
    kind,
    ms: 0,
    run: (guest, task) => dropSnapshot({ world, guest, task }, name),
  });
}

function rollback(call: Call, kind: Kind): string {
  const { params, world } = call;
  guestIn(call, kind);
  const [name, start] = [params.need('snapname'), params.flag('start')];
  return act(call, {
    type: `${prefix[kind]}rollback`,
    kind,
    ms: 0,
    run: (guest, task) => rollBack({ world, guest, task }, name, start),
  });
}

function config(call: Call, kind: Kind) {
  const snapshot = snapshotOf(guestIn(call, kind), call.params.need('snapname'), refuse);
  const { snaptime, description, parent, vmstate, name } = snapshot;
  return {
    ...snapshot.config,
    snaptime,
    description,
    ...(parent !== undefined && { parent }),
    ...(vmstate && { vmstate: `local:${call.params.need('vmid')}/vm-state-${name}.raw` }),
  };
}

function describe(call: Call, kind: Kind): undefined {
  const guest = guestIn(call, kind);
  const snapshot = snapshotOf(guest, call.params.need('snapname'), refuse);
  demandWritable(call.world, guest);
  const description = call.params.text('description');
  if (description !== undefined) snapshot.description = description;
}

/** Whether it can be snapshotted, cloned or copied as it is. */
function feature(call: Call, kind: Kind) {
  const { world, params, node } = call;
  const guest = guestIn(call, kind);
  const has = {
    copy: () => true,
    snapshot: () => hasSnapshots(world, guest),
    // A linked clone stands on a base.
    clone: () => isTemplate(guest),
  };
  const asked = params.need('feature');
  const isKnown = asked === 'copy' || asked === 'clone' || asked === 'snapshot';
  const hasFeature = isKnown && has[asked]() ? 1 : 0;
  return { hasFeature, ...(kind === 'qemu' && { nodes: hasFeature === 1 ? [node] : [] }) };
}
