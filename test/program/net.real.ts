import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSite } from '../adapters/hypervisor/libvirt/site.ts';
import { openBench, textOf } from '../commands/bench.ts';
import { memoryTask } from '../contracts/task.ts';
import { onHost } from '../lab/libvirt/host.ts';
import { openLibvirtLab } from '../lab/libvirt/lab.ts';
import { signalMachine } from '../lab/libvirt/machine.ts';
import { environment, main } from './program.ts';
import { ready } from './ready.ts';

const config = process.env['NAKHODA_LAB'] ?? '';
const { signal } = new AbortController();
const lab = await openLibvirtLab(config);
const [a, b] = [await openSite('kvm-a'), await openSite('kvm-b')];
const bench = openBench([a, b]);
let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'nakhoda-net-'));
  await ready(config, ['e1', 'e2']);
}, 300_000);
afterAll(async () => {
  await Promise.all([a.close?.(), b.close?.()]);
  await rm(data, { recursive: true, force: true });
});

const say = (line: string) => bench.carryOut(line);

/** In a guest, past the bot's own commands. Fulfils once the script has begun, with what it will have said. */
async function begin(name: 'e1' | 'e2', script: string) {
  const site = name === 'e1' ? a : b;
  const machine = (await site.machines(signal)).find((one) => one.name === name);
  const { guest } = site;
  if (!machine || !guest) return expect.unreachable();
  const process = await guest.start(machine, ['/bin/sh', '-c', script], signal);
  const said = async () =>
    (await guest.wait(machine, process, { signal, timeoutMs: 150_000 })).stdout.trim();
  return { said };
}

const inGuest = async (name: 'e1' | 'e2', script: string) => (await begin(name, script)).said();
const inE2 = (script: string) => inGuest('e2', script);

/** Processes and open ports of a transfer in e2. */
const EACH_MARKED = `for p in /proc/[0-9]*; do
  tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -q ^nakhoda_transfer= && echo \${p#/proc/}
done`;
const MARKED = `(${EACH_MARKED}) | wc -l`;
const marked = () => inE2(MARKED);
const ports = () => inE2('grep -c " 0A " /proc/net/tcp');

/** The guest itself looks out for a transfer: asked from outside, a short one could come and go between two questions. */
const LOOK_OUT = `timeout 120 sh -c "until cat /proc/[0-9]*/environ 2>/dev/null |
  tr '\\\\0' '\\\\n' | grep -q ^nakhoda_transfer=; do usleep 50000; done" && echo seen`;

/** Begins the work, and fulfils when its transfer is seen in e2. */
async function seen<T>(start: () => T): Promise<{ readonly work: T }> {
  const { said } = await begin('e2', LOOK_OUT);
  const work = start();
  expect(await said()).toBe('seen');
  return { work };
}

/** What came of the work, once the guest goes on again either way. */
async function thawed<T>(work: Promise<T>, thaw: () => Promise<void>): Promise<T> {
  try {
    return await work;
  } finally {
    await thaw();
  }
}

describe('a ping', () => {
  it('goes from a host over its own ssh, and names whose an address is', async () => {
    const { card } = await say('net ping host:kvm-b 10.77.0.34 1');
    expect(card.title).toContain('host kvm-b → 10.77.0.34: 1 of 1 answered');
    expect(textOf(card)).toContain('an address of mute on kvm-b');
  });

  it('of a guest without an agent goes to where its host has met it, and back from the far end', async () => {
    const there = await say('net ping e1 mute 1');
    expect(there.card.title).toContain('e1 on kvm-a → mute on kvm-b: 1 of 1 answered');
    const back = await say('net ping mute e1 1');
    expect(back.state).toBe('done');
    expect(back.card.title).toMatch(/1 of 1 answered.*asked from e1 on kvm-a/);
  });

  it('that is dropped where TCP is not says so', async () => {
    const ignore = (how: 0 | 1) => inE2(`echo ${how} >/proc/sys/net/ipv4/icmp_echo_ignore_all`);
    await ignore(1);
    try {
      const { state, card } = await say('net ping e1 e2 1');
      expect(state).toBe('failed');
      expect(card.title).toContain('pings are dropped, TCP answers');
      expect(textOf(card)).toContain('TCP connects (port 8080)');
    } finally {
      await ignore(0);
    }
  });

  it('of a TCP port tells what listens from what refuses', async () => {
    const open = await say('net ping e1 e2 --port 8080');
    expect(open.card.title).toMatch(/^e1 on kvm-a → e2 on kvm-b, TCP port 8080: open/);
    const refused = await say('net ping e1 e2 --port 81');
    expect(refused).toMatchObject({ state: 'failed' });
    expect(refused.card.title).toContain('TCP port 81: refused');
  });

  it('too large for the way finds the hole', async () => {
    const cable = (mtu: number) =>
      onHost(lab.hosts['kvm-a'], ['ip', 'link', 'set', 'to-b', 'mtu', String(mtu)], { signal });
    await cable(300);
    try {
      const { card } = await say('net ping e1 e2 1 280');
      expect(card.title).toContain('only smaller packets get through');
      expect(textOf(card)).toContain('packets of 300 bytes (size 272)');
    } finally {
      await cable(1500);
    }
  });

  it('over IPv6 alone is a ping too', async () => {
    const quick = 'echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad';
    await inGuest(
      'e2',
      `${quick}; ip addr del 10.77.0.32/24 dev eth0; ip addr add fd77::32/64 dev eth0`,
    );
    await inGuest('e1', `${quick}; ip addr add fd77::31/64 dev eth0`);
    try {
      const { card } = await say('net ping e1 e2 1');
      expect(card.title).toContain('1 of 1 answered');
      expect(textOf(card)).toContain('fd77::32');
    } finally {
      await inGuest('e2', 'ip addr del fd77::32/64 dev eth0; ip addr add 10.77.0.32/24 dev eth0');
      await inGuest('e1', 'ip addr del fd77::31/64 dev eth0');
    }
  });
});

describe('a transfer', { timeout: 300_000 }, () => {
  it('arrives whole both ways, and leaves nothing', async () => {
    const open = await ports();
    const { state, card } = await say('net transfer e1 e2 128K both-ways');
    expect(state, textOf(card)).toBe('done');
    expect(card.title).toContain('128 KiB arrived whole each way');
    expect(card.footer).toBe('Carried by nc-busybox to nc-busybox');
    expect([await marked(), await ports()]).toEqual(['0', open]);
  });

  it('that is cancelled leaves nothing', async () => {
    const task = memoryTask();
    const { work } = await seen(() =>
      bench.carryOut('net transfer e1 e2 64M', task).catch((error: unknown) => error),
    );
    task.stop('cancelled');
    expect(await work).toMatchObject({ code: 'cancelled' });
    expect([await marked(), await inGuest('e1', MARKED)]).toEqual(['0', '0']);
  });

  it('of a bot that is killed half-way is ended, and begun anew, by the next', async () => {
    const args = [main, '--config', config, 'run', 'net transfer e1 e2 4M'];
    const options = { env: { ...environment(), NAKHODA_DATA: data }, reject: false };
    const { work: killed } = await seen(() => execa(process.execPath, args, options));
    killed.kill('SIGKILL');
    await killed;
    // What others left on its site is ended and begun anew beside its own work: the run stays until both are through.
    const next = execa(process.execPath, [main, '--config', config], { ...options, buffer: false });
    let shown = '';
    next.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
    next.stdin.write('net transfer e1 e2 64K\n');
    const look = () => {
      next.stdin.write('task list --all\n');
      return shown;
    };
    await expect
      .poll(look, { timeout: 200_000, interval: 1_000 })
      .toMatch(/Transfer 4 MiB from e1 to e2 +done/);
    next.stdin.end();
    expect((await next).exitCode, shown).toBe(0);
    expect(shown).toContain('64 KiB arrived whole');
    expect(await marked()).toBe('0');
  });

  it('to a guest that freezes is no figure, and what is left ends by itself', async () => {
    const { work } = await seen(() => say('net transfer e1 e2 64M'));
    const freeze = (how: 'STOP' | 'CONT') =>
      signalMachine(lab.hosts['kvm-b'], 'e2', { with: how, signal });
    await freeze('STOP');
    const { state, card } = await thawed(work, () => freeze('CONT'));
    expect(state).toBe('failed');
    expect(card.title).toMatch(/did not answer|has not answered|stood still/);
    expect(textOf(card)).toContain('it ends by itself');
    expect(textOf(card)).toContain('| unknown | unknown |');
    await inE2(`kill -9 $(${EACH_MARKED})`);
    await expect.poll(marked, { timeout: 60_000 }).toBe('0');
  });
});
