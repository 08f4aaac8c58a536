import { isIP, isIPv6 } from 'node:net';
import { stringify } from 'yaml';
import { BotError } from '../../../../src/errors.ts';
import type { CloudInit } from '../../../../src/hypervisor/provision.ts';
import { isoImage } from './iso9660.ts';

/** What the guest of a new machine is told at its first boot. */
export interface Seed {
  readonly id: string;
  readonly name: string;
  /** Of its network card; absent where it has none. */
  readonly mac?: string | undefined;
  readonly cloudInit: CloudInit;
}

/**
 * The NoCloud volume, labelled `cidata`. Every value goes through the YAML library as data.
 * https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html
 */
export function seedImage(seed: Seed): Buffer {
  checkCloudInit(seed.cloudInit);
  const network = networkConfig(seed);
  const documents = {
    'meta-data': { 'instance-id': seed.id, 'local-hostname': hostName(seed.name) },
    'user-data': userData(seed),
    ...(network && { 'network-config': network }),
  };
  const files = Object.entries(documents).map(([name, document]) => {
    const first = name === 'user-data' ? '#cloud-config\n' : '';
    return { name, content: Buffer.from(first + stringify(document, { lineWidth: 0 })) };
  });
  return isoImage('cidata', files);
}

/** The agent is how the bot reaches the guest later; an image that has it already is not changed by this. */
function userData({ name, cloudInit: { user, sshKeys } }: Seed): object {
  const keys = { ssh_authorized_keys: sshKeys };
  const person = {
    name: user,
    gecos: user,
    groups: 'sudo',
    sudo: 'ALL=(ALL) NOPASSWD:ALL',
    shell: '/bin/bash',
    lock_passwd: true,
    ...keys,
  };
  return {
    hostname: hostName(name),
    ...(user === undefined ? keys : { users: [person] }),
    packages: ['qemu-guest-agent'],
    runcmd: [['systemctl', 'enable', '--now', 'qemu-guest-agent']],
  };
}

/** Version 2; without an address of its own the guest asks by DHCP, which is cloud-init's own way. */
function networkConfig({ mac, cloudInit: { address, gateway } }: Seed): object | undefined {
  if (address === undefined || mac === undefined) return undefined;
  const to = gateway !== undefined && isIPv6(gateway) ? '::/0' : '0.0.0.0/0';
  const card = {
    match: { macaddress: mac },
    addresses: [address],
    ...(gateway !== undefined && { routes: [{ to, via: gateway }] }),
  };
  return { version: 2, ethernets: { primary: card } };
}

/** RFC 1123: what a host may be called, from whatever the machine is. */
export function hostName(name: string): string {
  const plain = name.normalize('NFKD').replace(/[^A-Za-z0-9-]+/g, '-');
  return (
    plain
      .slice(0, 63)
      .replace(/^-+|-+$/g, '')
      .toLowerCase() || 'machine'
  );
}

/** Throws `invalid` for what cloud-init could not use. */
export function checkCloudInit({ user, sshKeys, address, gateway }: CloudInit): void {
  if (user !== undefined && !/^[a-z_][a-z0-9_-]{0,31}$/.test(user)) {
    throw new BotError('invalid', `${user} is no name for a user of a Linux guest`, {
      hint: 'Small letters, digits, `_` and `-`, at most 32, a letter first.',
    });
  }
  const wrong = sshKeys.find((key) => !/^[a-z0-9@.-]+ [A-Za-z0-9+/=]+(?: [^\r\n]*)?$/.test(key));
  if (wrong !== undefined) {
    throw new BotError('invalid', 'one of the ssh keys is no public key', {
      hint: 'A public key is one line: `ssh-ed25519 AAAA… name`.',
    });
  }
  checkAddress(address, gateway);
}

function checkAddress(address: string | undefined, gateway: string | undefined): void {
  const [, host = '', length = ''] = /^([\da-fA-F.:]+)\/(\d{1,3})$/.exec(address ?? '') ?? [];
  const most = isIPv6(host) ? 128 : 32;
  if (address !== undefined && (isIP(host) === 0 || Number(length) > most)) {
    throw new BotError('invalid', `${address} is no address with its prefix length`, {
      hint: 'Write it as `10.0.0.5/24`.',
    });
  }
  if (gateway !== undefined && isIP(gateway) === 0) {
    throw new BotError('invalid', `${gateway} is no IP address of a gateway`);
  }
}
