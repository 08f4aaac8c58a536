import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { GuestChannel } from '../../src/hypervisor/guest.ts';
import type { Machine } from '../../src/hypervisor.ts';
import { need, never, type Subject } from './subject.ts';

const MiB = 1024 * 1024;

export function guestFacts(current: () => Subject): void {
  describe('the guest channel', () => {
    let guest: GuestChannel;
    let machine: Machine;

    beforeEach(async ({ skip }) => {
      const { fixture } = current();
      skip(!current().guest, 'no way into the guests of this platform');
      guest = need(current().guest);
      machine = await current().answers(fixture.running);
    });

    const read = (path: string, maxBytes = MiB) =>
      guest.read(machine, path, { signal: never, maxBytes });

    it('a program runs with its words as they are, no shell between', async () => {
      const words = ['a b', '$(id)', '`id`', '"quoted"', "it's", '--', '*', '; true', ''];
      const result = await current().run(machine, ['echo', ...words]);
      expect(result).toMatchObject({ exitCode: 0, stdout: `${words.join(' ')}\n`, stderr: '' });
    });

    it('a program that fails gives its exit code, output and errors apart', async () => {
      const result = await current().run(machine, ['cat', '/etc/os-release', '/no/such/file']);
      expect(result.exitCode).toBe(1);
      expect(result.stdout).not.toBe('');
      expect(result.stderr).toContain('/no/such/file');
      expect(result.stdout).not.toContain('/no/such/file');
    });

    it('a missing program is not-found', async () => {
      const start = guest.start(machine, ['/no/such/program', 'x'], never);
      await expect(start).rejects.toMatchObject({ code: 'not-found' });
    });

    it('a program that runs on is a timeout, and is still known afterwards', async () => {
      const begin = async (seconds: number) => {
        const process = await guest.start(machine, ['sleep', `${seconds}`], never);
        const soon = guest.wait(machine, process, { signal: never, timeoutMs: 300 });
        return { process, error: await soon.catch((error: unknown) => error) };
      };
      let { process, error } = await begin(2);
      // A busy guest may have slept it out before it was asked.
      if (!(error instanceof Error)) ({ process, error } = await begin(30));
      expect(error).toMatchObject({ code: 'timeout' });
      const later = await guest.wait(machine, process, { signal: never, timeoutMs: 90_000 });
      expect(later.exitCode).toBe(0);
    });

    it('a process that the guest does not know is undecided', async () => {
      const unknown = guest.wait(machine, { pid: 39_999_999 }, { signal: never, timeoutMs: 1000 });
      await expect(unknown).rejects.toMatchObject({ code: 'undecided' });
    });

    it.for([
      ['an empty file', Buffer.alloc(0)],
      ['text with line breaks', Buffer.from('one\r\ntwo\n\u202Ethree é\n')],
      ['100 KB of any bytes', randomBytes(100_000)],
    ] as const)('%s is read back as it was written', async ([, content]) => {
      const path = "/root/kontrak it's/deep $(er)/file.bin";
      await guest.write(machine, path, content, never);
      expect((await read(path)).equals(content)).toBe(true);
      await current().run(machine, ['rm', '-r', "/root/kontrak it's"]);
      await expect(read(path)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('a write replaces what was there', async () => {
      await guest.write(machine, '/tmp/kontrak', Buffer.from('a long first text'), never);
      await guest.write(machine, '/tmp/kontrak', Buffer.from('short'), never);
      expect((await read('/tmp/kontrak')).toString()).toBe('short');
    });

    it('a file above the limit is not read', async () => {
      await guest.write(machine, '/tmp/kontrak', Buffer.alloc(2_000), never);
      await expect(read('/tmp/kontrak', 1_000)).rejects.toMatchObject({ code: 'invalid' });
    });

    it('addresses name the interfaces of the guest', async () => {
      const interfaces = await guest.addresses(machine, never);
      const addresses = interfaces.flatMap((each) => each.addresses);
      expect(addresses.some((address) => /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(address))).toBe(true);
    });

    it('the clock of the guest is set to the time of the host', async () => {
      const before = Date.now();
      await guest.setClock(machine, never);
      const { stdout } = await current().run(machine, ['date', '+%s']);
      // What the guest was told was so some time before it has set it: however long that took, it shows no other time.
      expect(Number(stdout) * 1000).toBeGreaterThan(before - 2_000);
      expect(Number(stdout) * 1000).toBeLessThan(Date.now() + 2_000);
    });

    it('a machine that is off says why there is no answer', async () => {
      const off = await current().machine(current().fixture.stopped);
      expect(await guest.probe(off, never)).toMatchObject({
        answers: false,
        why: expect.stringMatching(/off|not running/),
      });
      const start = guest.start(off, ['true'], never);
      await expect(start).rejects.toMatchObject({ code: 'conflict' });
    });

    it('a guest without a channel says what is missing', async ({ skip }) => {
      const { mute } = current().fixture;
      skip(mute === undefined, 'the fixture has no machine without a channel');
      const machineWithout = await current().machine(mute ?? '');
      const probe = await guest.probe(machineWithout, never);
      expect(probe).toMatchObject({ answers: false, hint: expect.stringMatching(/./) });
      const start = guest.start(machineWithout, ['true'], never);
      await expect(start).rejects.toMatchObject({ code: 'unsupported' });
    });
  });
}
