import { randomBytes } from 'node:crypto';
import type { Who } from '../access/who.ts';
import { invalid } from '../refusal.ts';
import type { Kind } from '../world/guest.ts';

const models = /^(?:virtio|e1000e?|e1000-\w+|rtl8139|vmxnet3|ne2k_\w+|i8255\w+|pcnet)$/;
const options = {
  qemu: [
    'bridge',
    'firewall',
    'link_down',
    'macaddr',
    'model',
    'mtu',
    'queues',
    'rate',
    'tag',
    'trunks',
  ],
  lxc: [
    'bridge',
    'firewall',
    'gw',
    'gw6',
    'hwaddr',
    'ip',
    'ip6',
    'link_down',
    'mtu',
    'name',
    'rate',
    'tag',
    'trunks',
    'type',
    'host-managed',
  ],
} as const;

/** As it is written into the file: with a MAC of its own, in the order of the alphabet. */
export function netText(kind: Kind, key: string, value: string): string {
  const given = netOptions(value);
  const [first] = given.keys();
  return kind === 'qemu' ? cardText(key, given, first ?? '') : vethText(key, given);
}

export function netOptions(value: string): Map<string, string> {
  return new Map(
    value.split(',').map((part) => {
      const [name = '', given = ''] = part.split(/=(.*)/s);
      return [name, given] as const;
    }),
  );
}

/** `virtio`, `virtio=BC:24:11:…` or `model=virtio,macaddr=…` */
function cardText(key: string, given: Map<string, string>, first: string): string {
  const model = given.get('model') ?? first;
  if (!models.test(model))
    throw wrong(key, `${key}.model: property is missing and it is not optional`);
  const mac = (given.get('macaddr') ?? given.get(model)) || newMac();
  const rest = new Map(given);
  for (const name of ['model', 'macaddr', model]) rest.delete(name);
  return [`${model}=${mac.toUpperCase()}`, ...written('qemu', key, rest)].join(',');
}

function vethText(key: string, given: Map<string, string>): string {
  const name = given.get('name');
  if (name === undefined)
    throw wrong(key, `${key}.name: property is missing and it is not optional`);
  const rest = new Map([['hwaddr', newMac()], ['type', 'veth'], ...given]);
  rest.delete('name');
  return [`name=${name}`, ...written('lxc', key, rest)].join(',');
}

function written(kind: Kind, key: string, rest: ReadonlyMap<string, string>): readonly string[] {
  return [...rest]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => {
      demandOption(kind, key, name, value);
      return `${name}=${value}`;
    });
}

function demandOption(kind: Kind, key: string, name: string, value: string): void {
  if (!options[kind].some((known) => known === name))
    throw wrong(
      key,
      `${key}.${name}: property is not defined in schema and the schema does not allow additional properties`,
    );
  const tag = Number(value);
  if (name === 'tag' && !(Number.isInteger(tag) && tag >= 1 && tag <= 4094)) {
    const why =
      tag > 4094
        ? 'value must have a maximum value of 4094'
        : 'value must have a minimum value of 1';
    throw wrong(key, `${key}.tag: ${why}`);
  }
}

function wrong(key: string, text: string) {
  return invalid({ [key]: `invalid format - format error\n${text}\n` });
}

/** With the prefix of Proxmox's own. */
export function newMac(): string {
  const hex = randomBytes(3).toString('hex').toUpperCase();
  return `BC:24:11:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`;
}

/** Whoever connects a machine to a bridge must be allowed to. */
export function demandBridge(who: Who, value: string): void {
  const given = netOptions(value);
  const bridge = given.get('bridge');
  if (bridge === undefined || bridge === '') return;
  const tag = given.get('tag');
  const path = `/sdn/zones/localnetwork/${bridge}${tag === undefined ? '' : `/${tag}`}`;
  who.demand(path, 'SDN.Use');
}
