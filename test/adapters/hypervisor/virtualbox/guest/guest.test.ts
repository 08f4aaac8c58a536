import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GuestChannel } from '../../../../../src/hypervisor/guest.ts';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { need } from '../../../../contracts/subject.ts';
import { machine } from '../../../../doubles/hypervisor.ts';
import { ids, login, openGuests } from '../../../../doubles/virtualbox/guests.ts';
import type { Stage } from '../../../../doubles/virtualbox/stage.ts';
import { createSite } from '../site.ts';

const { signal } = new AbortController();

describe('guest control', { timeout: 60_000 }, () => {
  let stage: Stage;
  let hypervisor: Hypervisor;
  let guest: GuestChannel;
  const running = machine('running', { id: ids.running });

  beforeEach(async () => {
    process.env['STAND_IN_PASSWORD'] = login.password;
    stage = await openGuests();
    inGuest({});
    open({ everywhere: { user: login.user, password: { env: 'STAND_IN_PASSWORD' } } });
  });
  afterEach(async () => {
    await hypervisor.close?.();
    await stage.close();
  });

  function open(guests: object | undefined): void {
    const settings = { ...stage.settings, ...(guests && { guests }) };
    hypervisor = createSite('vbox', settings, join(stage.directory, 'data'));
    guest = need(hypervisor.guest);
  }
  function inGuest(more: Partial<Parameters<Stage['guest']>[0]>): void {
    const folders = { '/tmp': '/tmp' };
    stage.guest({ machine: ids.running, ...login, enter: [], folders, ...more });
  }
  const run = async (of: Machine, argv: readonly string[]) =>
    guest.wait(of, await guest.start(of, argv, signal), { signal, timeoutMs: 20_000 });
  const path = (name: string) => join(stage.directory, 'inside', name);

  it('hands the password over on standard input, never in its words', async () => {
    mkdirSync(join(stage.directory, 'inside'));
    await guest.write(running, path('file'), Buffer.from('content'), signal);
    const asked = stage.calls().filter(({ argv }) => argv[0] === 'guestcontrol');
    expect(asked).toHaveLength(3);
    for (const { argv, input } of asked) {
      expect(argv.join(' ')).not.toContain('pass"');
      expect(Buffer.from(input, 'latin1').toString()).toBe(`${login.password}\n`);
    }
  });

  it('leaves no file of what it copied, on the host and in the guest', async () => {
    mkdirSync(join(stage.directory, 'inside'));
    await guest.write(running, path('file'), Buffer.from('secret content'), signal);
    expect(readdirSync(join(stage.directory, 'data'))).toEqual([]);
    const copied = stage.calls().find(({ argv }) => argv[2] === 'copyto');
    const inside = copied?.argv.at(-1) ?? '';
    expect(inside).toMatch(/^\/tmp\/nakhoda-in\.\w+\/content$/);
    expect(readdirSync('/tmp')).not.toContain(inside.split('/')[2]);
    expect(readdirSync(join(stage.directory, 'inside'))).toEqual(['file']);
  });

  it('leaves none either where it was refused, or cancelled in the middle', async () => {
    inGuest({ folders: {} });
    await expect(
      guest.write(running, path('file'), Buffer.from('x'), signal),
    ).rejects.toMatchObject({ code: 'unreachable' });
    expect(readdirSync(join(stage.directory, 'data'))).toEqual([]);

    inGuest({ folders: { '/tmp': '/nonexistent' }, copySeconds: 30 });
    const stop = new AbortController();
    const writing = guest.write(running, path('file'), Buffer.from('x'), stop.signal);
    const copying = () => stage.calls().filter(({ argv }) => argv[2] === 'copyto').length === 2;
    await expect.poll(copying, { timeout: 20_000 }).toBe(true);
    expect(readdirSync(join(stage.directory, 'data'))).toHaveLength(1);
    stop.abort(new Error('cancelled'));
    await expect(writing).rejects.toThrow('cancelled');
    expect(readdirSync(join(stage.directory, 'data'))).toEqual([]);
  });

  it('keeps a guest’s own words apart from VBoxManage’s, whatever it says', async () => {
    const words = 'VBoxManage: error: Guest Additions are not installed or not ready (yet)';
    const script = `echo "${words}" >&2; exit 1`;
    expect(await run(running, ['/bin/sh', '-c', script])).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: `${words}\n`,
    });
  });

  it.each([93, 94, 255])('tells the exit code %d, which its own could not', async (code) => {
    expect((await run(running, ['/bin/sh', '-c', `exit ${code}`])).exitCode).toBe(code);
  });

  it('says what is missing: the right password, the service in the guest, a user at all', async () => {
    process.env['STAND_IN_PASSWORD'] = 'wrong-password';
    open({ everywhere: { user: login.user, password: { env: 'STAND_IN_PASSWORD' } } });
    const start = () => guest.start(running, ['true'], signal);
    await expect(start()).rejects.toMatchObject({ code: 'forbidden' });
    inGuest({ missing: 'service' });
    await expect(start()).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('VBoxService'),
    });
    open(undefined);
    await expect(start()).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('`guests` of this site'),
    });
    expect(await guest.probe(running, signal)).toMatchObject({
      answers: false,
      tellsAddresses: true,
      never: true,
    });
  });

  it('finds out what is to be installed, and does not where it is there', async () => {
    const diagnose = (of: Machine) => need(guest.diagnose)(of, signal);
    expect(await diagnose(machine('mute', { id: ids.mute }))).toMatchObject({
      channel: 'unheard',
      packages: expect.arrayContaining([expect.objectContaining({ system: 'Ubuntu' })]),
    });
    expect(await diagnose(running)).toMatchObject({
      channel: 'answers',
      findings: ['They answer: Guest Additions 7.2.22, Linux 6.12.107+deb13-amd64.'],
    });
    open(undefined);
    expect(await diagnose(running)).toMatchObject({
      channel: 'silent',
      findings: [expect.anything(), expect.stringContaining('But no user of the guest')],
      packages: [],
    });
  });

  it('without Guest Additions, which never ran in it, is not waited for', async () => {
    const mute = machine('mute', { id: ids.mute });
    expect(await guest.probe(mute, signal)).toMatchObject({ answers: false, never: true });
  });

  it('tells addresses without any user', async () => {
    open(undefined);
    expect(await guest.addresses(running, signal)).toMatchObject([{ addresses: ['10.0.2.15/24'] }]);
    const mute = machine('mute', { id: ids.mute });
    await expect(guest.addresses(mute, signal)).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('follows a process again where the guest was away for a while', async () => {
    const process = await guest.start(running, ['/bin/sh', '-c', 'sleep 1; exit 7'], signal);
    inGuest({ missing: 'service' });
    const wait = () => guest.wait(running, process, { signal, timeoutMs: 10_000 });
    await expect(wait()).rejects.toMatchObject({ code: 'unreachable' });
    inGuest({});
    expect(await wait()).toMatchObject({ exitCode: 7 });
  });

  it('lets a question that is cancelled end by itself, which closes its session in the guest', async () => {
    const process = await guest.start(running, ['sleep', '5'], signal);
    const ends = join(stage.directory, 'ends');
    inGuest({ enter: ['sh', '-c', `"$@"; code=$?; echo ended >${ends}; exit $code`, 'sh'] });
    const stop = new AbortController();
    const waiting = guest.wait(running, process, { signal: stop.signal, timeoutMs: 20_000 });
    const asked = () => stage.calls().filter(({ argv }) => argv[0] === 'guestcontrol').length === 2;
    await expect.poll(asked, { timeout: 20_000 }).toBe(true);
    stop.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    await expect.poll(() => existsSync(ends), { timeout: 20_000 }).toBe(true);
  });

  it('takes no answer that was cut short for a whole one', async () => {
    inGuest({ cutAt: 10 });
    const read = guest.read(running, '/etc/os-release', { signal, maxBytes: 10_000 });
    await expect(read).rejects.toMatchObject({ code: 'unreachable' });
  });
});
