import { typed } from '../../cards/typed.ts';
import { plugWords } from '../../network/plugs.ts';
import { broken, type Fix, ok, type Part, type Rule, unknown } from './part.ts';
import { isolatedPorts, uplinkPart } from './uplinks.ts';
import { placed, type View } from './view.ts';

const shut: Rule = ({ a, b }) => shutIn(a, b) ?? shutIn(b, a);

/** What lets nobody in, whatever the other end is. */
function shutIn(view: View, other: View): Part | undefined {
  const { card, end } = view;
  const name = `network of ${end.label}`;
  if (card?.wiring === 'nothing') {
    return broken(
      name,
      `the card ${card.id} of ${end.label} is plugged into nothing`,
      plugInto(view, other),
    );
  }
  if (card?.wiring !== 'nat') return undefined;
  const says = `${end.label} is behind a NAT of its own (${card.mode}): it gets out, and nobody gets in`;
  return broken(name, says, plugInto(view, other));
}

/** What the far end is plugged into is what the near one needs, where both are on one host. */
function plugInto({ end }: View, other: View): Fix {
  const segment = other.card?.wiring === 'bridge' ? other.card.segment : undefined;
  const says = `Plug it into a bridge, or a bridged adapter, of its host.`;
  if (segment === undefined || other.end.host !== end.host || other.end.site !== end.site) {
    return { says };
  }
  const command = typed('net connect', end.label, segment);
  return { says, line: { command, label: `Plug ${end.label} into ${segment}` } };
}

const innerNetworks: Rule = ({ a, b }) => {
  const [one, two] = [a.card, b.card];
  if (one === undefined || two === undefined) return undefined;
  const inner = [a, b].find(({ card }) => card?.wiring === 'inner');
  if (inner === undefined) return undefined;
  const words = `${inner.card?.mode} ${inner.card?.segment ?? ''}`.trim();
  const other = inner === a ? b : a;
  if (isOneHost(a, b) && one.segment === two.segment && one.wiring === two.wiring) {
    return ok('segment', `both are in ${words} of ${a.end.host}`);
  }
  const says = isOneHost(a, b)
    ? `${placed(inner.end)} is in ${words}, ${other.end.label} is not: that network has no way to another`
    : `${placed(inner.end)} is in ${words}, a network inside ${inner.end.host} alone${one.segment === two.segment ? '; one of the same name on another host is another network' : ''}`;
  return broken('segment', says, {
    says: 'Plug both into bridges, or bridged adapters, of one physical network.',
  });
};

function isOneHost(a: View, b: View): boolean {
  return a.end.site === b.end.site && a.end.host === b.end.host;
}

const bridges: Rule = ({ a, b }) => {
  const [one, two] = [a.card, b.card];
  if (one === undefined || two === undefined) return undefined;
  if (one.wiring !== 'bridge' || two.wiring !== 'bridge') {
    const isOne = isOneHost(a, b) && one.segment !== undefined && plugWords(one) === plugWords(two);
    if (isOne) return ok('segment', `both are in ${plugWords(one)} of ${a.end.host}`);
    return unknown('segment', `${one.mode} and ${two.mode}: whether they meet is not known`);
  }
  for (const view of [a, b]) {
    const down = downPart(view);
    if (down) return down;
  }
  return isOneHost(a, b) ? onOneHost(a, b) : acrossHosts(a, b);
};

function downPart({ end, card, segment }: View): Part | undefined {
  const device = segment?.device;
  if (device === undefined || device.up !== false) return undefined;
  const { host } = end;
  const name = `${device.name} of ${host}`;
  if (segment?.net.told) {
    return broken(name, `${card?.segment} of ${host} is not up`, {
      says: `Switch it on, or put its cable in, on ${host}.`,
    });
  }
  return broken(name, `${card?.segment} of ${host} is switched off`, {
    says: `On ${host}, as root: ip link set ${device.name} up`,
  });
}

function onOneHost(a: View, b: View): Part {
  const [one, two] = [a.card?.segment, b.card?.segment];
  if (one !== two) {
    return broken(
      'segment',
      `${a.end.label} is on ${one} and ${b.end.label} on ${two} of ${a.end.host}: two networks`,
      {
        says: `Plug both into one of them, or let a router join them.`,
        ...(one !== undefined && {
          line: {
            command: typed('net connect', b.end.label, one),
            label: `Plug ${b.end.label} into ${one}`,
          },
        }),
      },
    );
  }
  const ports = [a, b].flatMap(({ segment }) => segment?.port ?? []);
  if (ports.length === 2 && ports.every(({ isolated }) => isolated)) return isolatedPorts(a, ports);
  return ok('segment', `both are on ${one} of ${a.end.host}`);
}

function acrossHosts(a: View, b: View): Part {
  for (const view of [a, b]) {
    const part = uplinkPart(view, view === a ? b : a);
    if (part) return part;
  }
  const unseen = [a, b].find(({ segment }) => segment?.device === undefined);
  if (unseen) return unknown('segment', unseenWords(unseen));
  return ok('segment', [a, b].map(uplinkWords).join('; '));
}

function unseenWords({ card, end: { host, hostNet } }: View): string {
  const why = hostNet.why ?? `${host} does not show it`;
  return `where ${card?.segment} of ${host} leads: ${why}`;
}

function uplinkWords({ card, end, segment }: View): string {
  const names = segment?.uplinks.map(({ name }) => name) ?? [];
  return `${card?.segment} of ${end.host}${names.length > 0 ? ` leads out by ${names.join(', ')}` : ''}`;
}

const vlans: Rule = ({ a, b }) => {
  const [one, two] = [a.card?.vlan, b.card?.vlan];
  if (a.card === undefined || b.card === undefined || one === two) return undefined;
  const words = (vlan: number | undefined) => (vlan === undefined ? 'no VLAN' : `VLAN ${vlan}`);
  const segment = b.card.segment ?? b.card.mode;
  return broken('VLAN', `${a.end.label} is in ${words(one)}, ${b.end.label} in ${words(two)}`, {
    says: 'Put both into one VLAN, or let a router join them.',
    line: {
      command: `${typed('net connect', b.end.label, segment)} --vlan ${one ?? 0}`,
      label: `Put ${b.end.label} into ${words(one)}`,
    },
  });
};

/** A bridge that tells VLANs apart lets only those of its list out of its host. */
const vlanShut: Rule = ({ a, b }) => {
  if (isOneHost(a, b)) return undefined;
  const view = [a, b].find(isShutOut);
  if (view === undefined) return undefined;
  const { card, segment, end } = view;
  const { name, vlans } = segment?.device ?? {};
  return broken(
    'VLAN',
    `${name} of ${end.host} lets VLANs ${vlans} out, ${placed(end)} is in ${card?.vlan}`,
    {
      says: `Add ${card?.vlan} to the VLANs of ${name} on ${end.host}, or take another VLAN.`,
    },
  );
};

function isShutOut({ card, segment }: View): boolean {
  const ranges = segment?.device?.vlans?.split(/[\s,;]+/);
  const vlan = card?.vlan;
  if (ranges === undefined || vlan === undefined) return false;
  return !ranges.some((range) => {
    const [from = Number.NaN, to = from] = range.split('-').map(Number);
    return from <= vlan && vlan <= to;
  });
}

export const segmentRules: readonly Rule[] = [shut, innerNetworks, bridges, vlans, vlanShut];
