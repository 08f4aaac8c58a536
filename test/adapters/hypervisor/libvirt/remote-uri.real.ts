import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hypervisor } from '../../../../src/hypervisor.ts';
import { need } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { closeTls, openTls, type TlsAccess } from '../../../lab/libvirt/tls.ts';
import { createSite, openLab, siteSettings } from './site.ts';

const { signal } = new AbortController();

/** The facts that a site must keep whichever way it is reached. */
async function keepsTheFacts(site: Hypervisor): Promise<void> {
  const machine = (await site.machines(signal)).find(({ name }) => name === 'e2');
  if (!machine) throw new Error('e2 is not there');
  expect(machine).toMatchObject({ state: 'running', host: 'kvm-b' });
  await site.power(machine, 'pause', memoryTask());
  await site.power(machine, 'resume', memoryTask());
  const snapshots = need(site.snapshots);
  await snapshots.create(machine, { name: 'far', description: 'é <x/>' }, memoryTask());
  const [far, ...more] = await snapshots.list(machine, signal);
  expect(more).toEqual([]);
  expect(far).toMatchObject({ name: 'far', description: 'é <x/>', memory: true });
  const doomed = { snapshot: far ?? expect.fail(), children: false };
  await snapshots.delete(machine, doomed, memoryTask());
  expect(await snapshots.list(machine, signal)).toEqual([]);
}

describe('a site behind a qemu+ssh uri', () => {
  async function uriOf(change: (uri: URL) => void = () => undefined): Promise<string> {
    const { ssh } = await siteSettings('kvm-b');
    const { host, port, knownHosts, identity } = ssh ?? expect.fail();
    const uri = new URL(`qemu+ssh://root@${host}:${port}/system`);
    uri.searchParams.set('keyfile', `${identity}`);
    uri.searchParams.set('known_hosts', knownHosts);
    change(uri);
    return uri.href;
  }
  const opened = async (change?: (uri: URL) => void) =>
    createSite('far', { uri: await uriOf(change) });

  it('keeps the facts, and has a shell on its host', async () => {
    const site = await opened();
    await keepsTheFacts(site);
    const [host] = await site.hosts(signal);
    expect(host?.load).toHaveLength(3);
    await site.close?.();
  });

  it('whose key is another than the pinned one is refused in words, at once', async () => {
    const site = await opened((uri) => uri.searchParams.set('known_hosts', '/dev/null'));
    await expect(site.machines(signal)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('pinned'),
    });
    await site.close?.();
  });

  it('that nobody listens at is unreachable', async () => {
    const site = await opened((uri) => {
      uri.port = '1';
    });
    await expect(site.machines(signal)).rejects.toMatchObject({ code: 'unreachable' });
    await site.close?.();
  });
});

describe('a site behind a qemu+tls uri', () => {
  let directory: string;
  let access: TlsAccess;
  let site: Hypervisor;

  beforeAll(async () => {
    const { hosts } = await openLab();
    directory = await mkdtemp(join(tmpdir(), 'nakhoda-tls-'));
    access = await openTls(hosts['kvm-b'], { directory, signal });
    site = createSite('tls', { uri: access.uri });
  }, 240_000);
  afterAll(async () => {
    await site?.close?.();
    const { hosts } = await openLab();
    await closeTls(hosts['kvm-b'], signal);
    await rm(directory, { recursive: true, force: true });
  }, 240_000);

  it('keeps the facts', () => keepsTheFacts(site));

  it('has no shell: what needs one is refused by name, and nothing runs beside the bot', async () => {
    const backups = need(site.backups);
    await expect(backups.places(signal)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('shell'),
    });
    const [host] = await site.hosts(signal);
    expect(host?.load).toBeUndefined();
    const [machine] = (await site.machines(signal)).filter(({ name }) => name === 'e2');
    const wanted = { name: 'x', description: '', external: true };
    const obstacle = await need(site.snapshots).createObstacle(
      machine ?? expect.fail(),
      wanted,
      signal,
    );
    expect(obstacle).toMatchObject({ code: 'unsupported', instead: 'disks-only' });
    const checks = await need(site.checks).run(signal);
    expect(checks).toContainEqual(expect.objectContaining({ subject: 'shell', state: 'warning' }));
  });

  it('with a certificate of another authority is refused in words', async () => {
    const stranger = createSite('stranger', { uri: access.strangerUri });
    await expect(stranger.machines(signal)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('certificate'),
      hint: expect.stringContaining('pkipath'),
    });
    await stranger.close?.();
  });
});
