import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GuestChannel, GuestProcess } from '../../../../../src/hypervisor/guest.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import { need, never } from '../../../../contracts/subject.ts';
import { allPrivileges } from '../../../../doubles/proxmox/access/privileges.ts';
import { type OpenSite, openSite } from '../open-site.ts';

let site: OpenSite;
let guest: GuestChannel;
let web: Machine;

beforeAll(async () => {
  site = await openSite();
  guest = need(site.hypervisor.guest);
  web = await site.machine('web01');
});
afterEach(() => site.double.faults.clear());
afterAll(() => site.close());

const wait = (process: GuestProcess, timeoutMs = 10_000) =>
  guest.wait(web, process, { signal: never, timeoutMs });
const run = async (...argv: string[]) => wait(await guest.start(web, argv, never));
/** The programs that were started since, in order. */
const started = (since: number) =>
  site.double.calls
    .slice(since)
    .filter(({ path }) => path.endsWith('/agent/exec'))
    .map(({ params }) => params['command']);

describe('a program in a VM', () => {
  it('that a signal ends has no exit code', async () => {
    const { exitCode, signal } = await run('sh', '-c', 'kill -9 $$');
    expect([exitCode, signal]).toEqual([undefined, 9]);
  });

  it('says é as it is, and what is no text is counted', async () => {
    expect((await run('echo', 'é, 日本')).stdout).toBe('é, 日本\n');
    await guest.write(web, '/tmp/binary', Buffer.alloc(300, 0xe9), never);
    expect(await run('cat', '/tmp/binary')).toMatchObject({
      stdout: '',
      binary: { stdout: 300 },
      truncated: false,
    });
  });

  it('gets its words as a list, though it is one', async () => {
    const since = site.double.calls.length;
    await run('true');
    expect(started(since)).toEqual(['true']);
    expect((await run('echo', '')).stdout).toBe('\n');
  });
});

describe('a start whose connection broke', () => {
  const breakPipe = (when: 'before' | 'after', times = 1) =>
    site.double.faults.call(
      { method: 'POST', path: /\/agent\/exec$/ },
      { how: 'broken', when, reason: 'Broken pipe' },
      times,
    );

  it('is of a missing program where a shell of the guest does not find it', async () => {
    const since = site.double.calls.length;
    const start = guest.start(web, ['nosuch', '-x'], never);
    await expect(start).rejects.toMatchObject({
      code: 'not-found',
      message: 'there is no program nosuch in web01',
    });
    expect(started(since)).toEqual([
      ['nosuch', '-x'],
      ['sh', '-c', 'command -v "$1"', 'sh', 'nosuch'],
    ]);
  });

  it('leaves open whether it began, where the program is there: it is not sent again', async () => {
    breakPipe('after');
    const since = site.double.calls.length;
    const start = guest.start(web, ['touch', '/tmp/once'], never);
    await expect(start).rejects.toMatchObject({ code: 'unreachable' });
    expect(started(since)).toEqual([
      ['touch', '/tmp/once'],
      ['sh', '-c', 'command -v "$1"', 'sh', 'touch'],
    ]);
  });

  it('is of a missing program where there is no shell either', async () => {
    breakPipe('before', 2);
    const start = guest.start(web, ['powershel.exe'], never);
    await expect(start).rejects.toMatchObject({ code: 'not-found' });
  });

  it('stays open where nobody can look', async () => {
    breakPipe('before');
    site.double.faults.call(
      { method: 'GET', path: /exec-status$/ },
      { how: 'answer', status: 500, reason: 'VM 100 is not running' },
    );
    const start = guest.start(web, ['true'], never);
    await expect(start).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('the end of a program', () => {
  const statusSays = (reason: string, times: number) =>
    site.double.faults.call(
      { method: 'GET', path: /exec-status$/ },
      { how: 'answer', status: 500, reason },
      times,
    );
  const frozen =
    'Agent error: Command guest-exec-status has been disabled: the agent is in frozen state';
  let process: GuestProcess;

  beforeEach(async () => {
    process = await guest.start(web, ['echo', 'done'], never);
  });

  it.each(['QEMU guest agent is not running', frozen])(
    'is waited for through an agent that says: %s',
    async (reason) => {
      statusSays(reason, 3);
      expect(await wait(process)).toMatchObject({ exitCode: 0, stdout: 'done\n' });
    },
  );

  it('is a timeout that says why, where the agent stays silent', async () => {
    statusSays('QEMU guest agent is not running', 1_000);
    await expect(wait(process, 200)).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('guest agent of web01 is not running'),
    });
    site.double.faults.clear();
    expect((await wait(process)).stdout).toBe('done\n');
  });

  it('is told once: an answer that was lost on its way leaves it open', async () => {
    site.double.faults.call({ path: /exec-status$/ }, { how: 'broken', when: 'after' });
    await expect(wait(process)).rejects.toMatchObject({
      code: 'undecided',
      hint: expect.stringContaining('given once'),
    });
  });

  it('is not known of a machine that is off', async () => {
    statusSays('VM 100 is not running', 1);
    await expect(wait(process)).rejects.toMatchObject({
      code: 'conflict',
      message: 'web01 is off',
    });
  });
});

describe('a missing privilege is named, as the version calls it', () => {
  it.each([
    ['9', '/vms/100, VM.GuestAgent.Unrestricted', 'VM.GuestAgent.Unrestricted'],
    ['9', '/vms/100, VM.GuestAgent.Audit|VM.GuestAgent.Unrestricted', 'VM.GuestAgent.Audit'],
    ['8', '/vms/100, VM.Monitor', 'VM.Monitor'],
  ])('PVE %s: %s', async (_, said, privilege) => {
    const reason = `Permission check failed (${said})`;
    site.double.faults.call({ path: /\/agent\// }, { how: 'answer', status: 403, reason });
    await expect(guest.start(web, ['true'], never)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(privilege),
      hint: expect.stringContaining('host check'),
    });
  });

  it('and so it is by the real check', async () => {
    const { double } = site;
    double.grant(double.tokens.root, { '/': ['VM.Audit', 'VM.GuestAgent.Audit', 'Sys.Audit'] });
    try {
      expect(await guest.probe(web, never)).toEqual({ answers: true });
      await expect(guest.start(web, ['true'], never)).rejects.toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining('VM.GuestAgent.Unrestricted on /vms/100'),
      });
      const read = guest.read(web, '/etc/hostname', { signal: never, maxBytes: 99 });
      await expect(read).rejects.toMatchObject({
        message: expect.stringContaining('VM.GuestAgent.FileRead'),
      });
    } finally {
      double.grant(double.tokens.root, { '/': allPrivileges });
    }
  });
});
