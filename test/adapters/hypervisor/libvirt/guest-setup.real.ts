import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSshChannel } from '../../../../src/guest/ssh/channel.ts';
import { ownKey } from '../../../../src/guest/ssh/key.ts';
import { meetGuest } from '../../../../src/guest/ssh/meet.ts';
import { createShells } from '../../../../src/guest/ssh/shell.ts';
import type { GuestAddress } from '../../../../src/guest/ssh/way.ts';
import { guestFacts } from '../../../contracts/hypervisor-guest.ts';
import { openSubject, type Subject } from '../../../contracts/subject.ts';
import { virsh } from '../../../lab/libvirt/host.ts';
import { waitForAgent } from '../../../lab/libvirt/machine.ts';
import { program } from '../../../program/program.ts';
import { openLab, openSite } from './site.ts';

const { signal } = new AbortController();
const config = process.env['NAKHODA_LAB'] ?? '';
const address = '10.77.0.34';

let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'nakhoda-guest-setup-'));
});

afterAll(async () => {
  await inMute(`sed -i '/nakhoda$/d' /root/.ssh/authorized_keys`);
  await rm(data, { recursive: true, force: true });
});

/** What the terminal says to these lines, one after the other, whatever becomes of the first. */
const say = (...lines: readonly string[]) =>
  program(['--config', config, '--keep-going'], { data, input: lines.join('\n') });

/** As a person gets in who has the lab's key. */
async function inMute(line: string): Promise<void> {
  const ssh = join(dirname(config), 'ssh');
  const relay = `ssh -F ${join(ssh, 'config')} -W ${address}:22 kvm-b`;
  const open = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  const words = ['-F', '/dev/null', '-q', ...open, '-o', `ProxyCommand=${relay}`];
  await execa('ssh', [...words, '-i', join(ssh, 'guest_ed25519'), `root@${address}`, line]);
}

describe('a guest without an agent', () => {
  it('is set up over ssh through its host, and answers', { timeout: 240_000 }, async () => {
    const lacks = await say('vm show mute', 'guest setup mute');
    expect(lacks.stdout.split('nothing in the guest listens')[0]).toContain('guest setup mute');
    expect(lacks.stdout).toContain('nothing in the guest listens');
    expect(lacks.stdout).toContain('apk add qemu-guest-agent');
    const set = await say(`guest setup mute --ssh root@${address} --via-host --yes`);
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    expect(set.stdout).toContain('does not let the bot in');
    const [paste = ''] = /mkdir -p -m 700 .*/.exec(set.stdout) ?? [];
    await inMute(paste);
    const ran = await say(
      'guest run mute cat /proc/sys/kernel/hostname',
      'vm show mute',
      'net ping mute e2',
    );
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^ *mute$/m);
    expect(ran.stdout).toContain('Lab Guest 1');
    expect(ran.stdout).toMatch(/0 %|0% loss|no loss/i);
  });

  it('is forgotten', async () => {
    const ran = await say('guest forget mute --yes', 'guest run mute true');
    expect(ran.exitCode).not.toBe(0);
    const [forgotten, refused] = ran.stdout.split('mute is not reached over ssh any more');
    expect(forgotten, ran.stdout).not.toContain('✗');
    expect(refused).toMatch(/✗ The guest of mute does not answer[\s\S]*guest setup mute/);
  });
});

describe('a machine without a channel', () => {
  it('that is off gets one in its definition', async () => {
    const { hosts } = await openLab();
    const host = hosts['kvm-a'];
    await detach('e3', ['--config']);
    const set = await say('guest setup e3 --yes');
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    expect(await virsh(host, ['dumpxml', 'e3'], { signal })).toContain('org.qemu.guest_agent.0');
    expect(set.stdout).toContain('apt-get install -y qemu-guest-agent');
  });

  it('that runs gets one while it does, and its agent answers', { timeout: 240_000 }, async () => {
    await bootAnew('e1');
    await detach('e1', ['--live']);
    await detach('e1', ['--config']);
    const asked = await say('guest run e1 true');
    expect(asked.stdout + asked.stderr).toContain('guest setup e1');
    const set = await say('guest setup e1 --yes', 'guest wait e1');
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
  });

  /** libvirt gives a machine a folder for such sockets at its start, and takes it away with the second that is detached. */
  async function bootAnew(name: string): Promise<void> {
    const host = (await openLab()).hosts['kvm-a'];
    await virsh(host, ['destroy', name], { signal });
    await virsh(host, ['start', name], { signal });
    await waitForAgent(host, name, signal);
  }

  /** libvirt takes out what is described in full. */
  async function detach(name: string, how: readonly ['--live' | '--config']): Promise<void> {
    const { hosts } = await openLab();
    const host = hosts['kvm-a'];
    const inactive = how[0] === '--config' ? ['--inactive'] : [];
    const definition = await virsh(host, ['dumpxml', name, ...inactive], { signal });
    const [channel = ''] = /<channel type='unix'>[\s\S]*?<\/channel>/.exec(definition) ?? [];
    const file = join(data, 'channel.xml');
    await writeFile(file, channel);
    await virsh(host, ['detach-device', name, '--file', file, ...how], { signal });
  }
});

describe('dropbear and busybox, through the host', () => {
  let subject: Subject;
  let close: () => void;

  beforeAll(async () => {
    const site = await openSite('kvm-b');
    const keys = join(data, 'contract');
    const { publicKey } = await ownKey(keys, signal);
    await inMute(`echo '${publicKey}' >>/root/.ssh/authorized_keys`);
    const to: GuestAddress = { user: 'root', address, port: 22, viaHost: true };
    const found = (await site.machines(signal)).find(({ name }) => name === 'mute');
    if (!found) throw new Error('the lab has no mute');
    const relay = site.relay?.(found, to);
    const met = await meetGuest({ ...to, name: 'mute', relay }, { directory: keys, signal });
    const shells = createShells(keys);
    const way = { ...to, hostKey: met.hostKey, publicKey };
    const guest = createSshChannel(
      { shells, relay: site.relay, publicKey: async () => publicKey },
      way,
    );
    const machines = async () => {
      const all = await site.machines(signal);
      return [...all, { ...found, id: 'off', name: 'off', state: 'stopped' as const }];
    };
    close = () => {
      shells.close();
      void site.close?.();
    };
    subject = await openSubject({
      open: async () => ({ hypervisor: { ...site, guest, machines }, close: async () => close() }),
      running: 'mute',
      stopped: 'off',
    });
  });

  afterAll(() => close());

  guestFacts(() => subject);
});
