import { describe, expect, test } from 'vitest';
import { BotError } from '../src/errors.ts';
import type { Machine } from '../src/hypervisor.ts';
import { createInventory } from '../src/inventory.ts';
import { machine, type SiteDouble, site } from './fixtures/machines.ts';

const { signal } = new AbortController();
const e1 = machine({ site: 'kvm', name: 'e1' });
const e2 = machine({ site: 'kvm', name: 'e2', tags: ['prod'] });
const v1 = machine({ site: 'vbox', name: 'v1', tags: ['prod'] });
const quick = { freshMs: 60_000, deadlineMs: 50 };

function fleetOf(...sites: SiteDouble[]) {
  return createInventory(sites, quick);
}

test('an unreachable site does not keep the others from answering', async () => {
  const [kvm, vbox, hung] = [site('kvm', [e1]), site('vbox', [v1]), site('pve', [])];
  vbox.fails(() => Promise.reject(new BotError('unreachable', 'is not there')));
  hung.fails(() => new Promise(() => {}));
  const answers = await fleetOf(kvm, vbox, hung).machines(signal);
  expect(answers).toMatchObject([
    { site: 'kvm', items: [e1] },
    { site: 'vbox', items: [], problem: 'is not there' },
    { site: 'pve', items: [], problem: 'did not answer within 0.05 s' },
  ]);
});

test('a site that stops answering keeps its older machines', async () => {
  const kvm = site('kvm', [e1]);
  const fleet = fleetOf(kvm);
  const [before] = await fleet.machines(signal);
  kvm.fails(() => Promise.reject(new Error('x')));
  fleet.forget('kvm');
  const [after] = await fleet.machines(signal);
  expect(after).toMatchObject({ items: [e1], at: before?.at, problem: 'failed: Error: x' });
});

test('a machine that somebody has just made elsewhere is found, though the list is young', async () => {
  const kvm = site('kvm', [e1]);
  const fleet = fleetOf(kvm);
  await fleet.machines(signal);
  kvm.machinesAre([e1, e2]);
  await new Promise((resolve) => setTimeout(resolve, 2));
  expect((await fleet.machine('e2', signal)).machine).toBe(e2);
});

test('a name that memory knows makes no question; one that it does not know makes one', async () => {
  const kvm = site('kvm', [e1]);
  const fleet = fleetOf(kvm);
  await fleet.machine('e1', signal);
  await fleet.machine('e1', signal);
  expect(kvm.asked()).toBe(1);
  kvm.machinesAre([e1, e2]);
  fleet.forget('kvm');
  expect((await fleet.machine('e2', signal)).machine).toBe(e2);
  expect(kvm.asked()).toBe(2);
});

describe('a name that does not fit', () => {
  test('a selector where one machine is meant says so, with those that it fits', async () => {
    const fleet = fleetOf(site('kvm', [e1, e2]), site('vbox', [v1]));
    await expect(fleet.machine('tag:prod', signal)).rejects.toMatchObject({
      code: 'ambiguous',
      message: 'One machine is needed here, and tag:prod may mean several',
      hint: 'Say which: e2, v1',
      choices: ['e2', 'v1'],
    });
    const many = Array.from({ length: 9 }, (_, at) => machine({ site: 'kvm', name: `web-${at}` }));
    await expect(fleetOf(site('kvm', many)).machine('web-*', signal)).rejects.toMatchObject({
      hint: 'Say which: web-0, web-1, web-2, web-3, web-4, …',
      choices: ['web-0', 'web-1', 'web-2', 'web-3', 'web-4'],
    });
    await expect(fleet.machine('tag:nobody', signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('one that fits nothing suggests what comes near and names the silent sites', async () => {
    const vbox = site('vbox');
    vbox.fails(() => Promise.reject(new BotError('unreachable', 'is not there')));
    await expect(fleetOf(site('kvm', [e1, e2]), vbox).machine('e', signal)).rejects.toMatchObject({
      code: 'not-found',
      message: 'e is not known: vbox did not answer just now',
      hint: 'Did you mean e1 or e2?',
      choices: ['e1', 'e2'],
    });
  });

  test('one that fits nothing anywhere is said not to be there', async () => {
    await expect(fleetOf(site('kvm', [e1])).machine('zzz', signal)).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no machine zzz',
    });
  });

  test('one that fits two is an error with both labels', async () => {
    const other = machine({ site: 'vbox', name: 'e1' });
    await expect(
      fleetOf(site('kvm', [e1]), site('vbox', [other])).machine('e1', signal),
    ).rejects.toMatchObject({ code: 'ambiguous', choices: ['kvm/e1', 'vbox/e1'] });
  });

  test('a hostile name is found as it is, or not at all', async () => {
    const names = ['--all', '$(reboot)', '"quoted"', 'new\nline', '\u202egnihton', 'x'.repeat(300)];
    const fleet = fleetOf(
      site(
        'kvm',
        names.map((name) => machine({ name })),
      ),
    );
    for (const name of names) expect((await fleet.machine(name, signal)).machine.name).toBe(name);
    await expect(fleet.machine('$(poweroff)', signal)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a selector', () => {
  const fleet = fleetOf(site('kvm', [e1, e2]), site('vbox', [v1]));
  const names = async (word: string) =>
    (await fleet.select(word, signal)).map((one) => one.machine.name);

  test('takes every machine that fits, on every site', async () => {
    expect(await names('tag:prod')).toEqual(['e2', 'v1']);
    expect(await names('site:kvm')).toEqual(['e1', 'e2']);
    expect(await names('e1')).toEqual(['e1']);
  });

  test('that fits nothing is an error, never everything', async () => {
    await expect(names('tag:none')).rejects.toMatchObject({ code: 'not-found' });
    await expect(names('tag:')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the machine as it is this moment', () => {
  const now = (kvm: SiteDouble, ref: Machine) => fleetOf(kvm).current(ref, signal);

  test('is read anew', async () => {
    const kvm = site('kvm', [e1]);
    const fleet = fleetOf(kvm);
    await fleet.machine('e1', signal);
    const off: Machine = { ...e1, state: 'stopped', name: 'renamed' };
    kvm.machinesAre([off]);
    expect((await fleet.current(e1, signal)).machine).toBe(off);
  });

  test('is refused where another one has its id', async () => {
    const later = { ...e1, birth: 'later' };
    await expect(now(site('kvm', [later]), e1)).rejects.toMatchObject({
      code: 'conflict',
      message: 'Another machine has taken the place of e1',
    });
  });

  test('is refused where it is gone, and where nobody answers', async () => {
    await expect(now(site('kvm', []), e1)).rejects.toMatchObject({ code: 'not-found' });
    await expect(now(site('vbox', []), e1)).rejects.toMatchObject({ code: 'not-found' });
    const silentSite = site('kvm', [e1]);
    silentSite.fails(() => new Promise(() => {}));
    await expect(now(silentSite, e1)).rejects.toMatchObject({ code: 'unreachable' });
  });
});

test('a host is found by name or site/name; one name on two sites is ambiguous', async () => {
  const fleet = fleetOf(
    site('kvm', [], [{ site: 'kvm', name: 'h1' }]),
    site(
      'vbox',
      [],
      [
        { site: 'vbox', name: 'h1' },
        { site: 'vbox', name: 'h2' },
      ],
    ),
  );
  expect((await fleet.host('h2', signal)).host).toMatchObject({ site: 'vbox', name: 'h2' });
  expect((await fleet.host('kvm/h1', signal)).hypervisor.site.name).toBe('kvm');
  await expect(fleet.host('h1', signal)).rejects.toMatchObject({
    code: 'ambiguous',
    choices: ['kvm/h1', 'vbox/h1'],
  });
  await expect(fleet.host('h9', signal)).rejects.toMatchObject({
    code: 'not-found',
    choices: expect.arrayContaining(['h2']),
  });
});
