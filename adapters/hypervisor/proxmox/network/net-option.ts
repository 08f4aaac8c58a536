import type { NetworkCard } from '../../../../src/hypervisor/network.ts';
import type { Machine } from '../../../../src/hypervisor.ts';

/**
 * One `netN` of a configuration, its words in their order: `virtio=BC:24:…,bridge=vmbr0,tag=10` of a VM,
 * `name=eth0,bridge=vmbr0,hwaddr=BC:24:…` of a container. https://pve.proxmox.com/pve-docs/qm.conf.5.html
 */
export type NetOption = ReadonlyMap<string, string>;

export function parseNet(text: string): NetOption {
  return new Map(
    text.split(',').flatMap((word) => {
      const cut = word.indexOf('=');
      return cut < 0 ? [] : [[word.slice(0, cut), word.slice(cut + 1)] as const];
    }),
  );
}

export function writeNet(option: NetOption): string {
  return [...option].map(([key, value]) => `${key}=${value}`).join(',');
}

/** The same with some words set, and those that are undefined taken away. */
export function withWords(
  option: NetOption,
  words: Readonly<Record<string, string | undefined>>,
): NetOption {
  const changed = new Map(option);
  for (const [key, value] of Object.entries(words)) {
    if (value === undefined) changed.delete(key);
    else changed.set(key, value);
  }
  return changed;
}

const mac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;

/** A card as the port has it. Without a bridge QEMU itself gives the guest a network behind NAT. */
export function cardOf(
  id: string,
  option: NetOption,
  machine: Pick<Machine, 'id' | 'kind' | 'state'>,
): NetworkCard {
  const model = [...option].find(([, value]) => mac.test(value));
  const address = option.get('hwaddr') ?? option.get('macaddr') ?? model?.[1];
  const isVm = machine.kind === 'vm';
  const segment = option.get('bridge');
  const tag = Number(option.get('tag'));
  const isOn = machine.state === 'running' || machine.state === 'paused';
  const device = `${isVm ? 'tap' : 'veth'}${machine.id}i${id.replace('net', '')}`;
  return {
    id,
    mac: address?.toLowerCase(),
    model: isVm ? (option.get('model') ?? model?.[0]) : (option.get('type') ?? 'veth'),
    mode: segment === undefined ? 'nat' : 'bridge',
    wiring: segment === undefined ? 'nat' : 'bridge',
    ...(segment !== undefined && { segment }),
    ...(isOn && { device }),
    linkUp: option.get('link_down') !== '1',
    ...(tag > 0 && { vlan: tag }),
    firewall: option.get('firewall') === '1',
  };
}
