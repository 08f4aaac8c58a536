import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewMachine, Provision } from '../../../../../src/hypervisor/provision.ts';
import { need, never } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { type OpenSite, openSite } from '../open-site.ts';

const GiB = 1024 ** 3;
const wanted: NewMachine = {
  name: 'new-1',
  description: '',
  cpus: 1,
  memoryBytes: GiB,
  source: { image: 'local:import/debian-13-generic-amd64.qcow2' },
  start: false,
};

let site: OpenSite;
let provision: Provision;
beforeEach(async () => {
  site = await openSite();
  provision = need(site.hypervisor.provision);
});
afterEach(() => site.close());

const names = async () => (await site.hypervisor.machines(never)).map(({ name }) => name);
const volumes = () => new Set(site.double.world.volumes.map(({ volid }) => volid));

describe('making machines on a bad day', () => {
  it('an id that somebody took meanwhile is no end: it is made under another one', async () => {
    const reason = "unable to create VM 105 - VM 105 already exists on node 'pve1'";
    site.double.faults.call(
      { method: 'POST', path: /\/qemu$/ },
      { how: 'answer', status: 500, reason },
    );
    const made = await provision.create(wanted, memoryTask());
    expect(await site.machine('new-1')).toMatchObject({ id: made.machine.id });
    const tried = site.double.calls.filter(
      ({ method, path }) => method === 'POST' && path.endsWith('/qemu'),
    );
    expect(new Set(tried.map(({ params }) => params['vmid'])).size).toBe(2);
  });

  it.for(['qmcreate', 'resize'])('a %s that fails leaves nothing', async (type) => {
    const before = volumes();
    site.double.faults.task({ type, fail: 'no space left on device' });
    const refused = provision.create({ ...wanted, diskBytes: 9 * GiB }, memoryTask());
    await expect(refused).rejects.toMatchObject({ code: 'failed' });
    expect(await names()).not.toContain('new-1');
    expect(volumes()).toEqual(before);
  });

  it('an answer that is lost is looked for, and the machine is made once', async () => {
    site.double.faults.call({ method: 'POST', path: /\/qemu$/ }, { how: 'cut', when: 'after' });
    await provision.create(wanted, memoryTask());
    expect((await names()).filter((name) => name === 'new-1')).toHaveLength(1);
  });

  it('one that does not start is there all the same, and that is told', async () => {
    site.double.faults.task({ type: 'qmstart', fail: "bridge 'vmbr9' does not exist" });
    const made = await provision.create({ ...wanted, start: true }, memoryTask());
    expect(made.warnings.join()).toContain('It was made and did not start');
    expect((await site.machine('new-1')).state).toBe('stopped');
  });

  it('a linked clone of what is no template says what to do', async () => {
    const off = await site.machine('db01');
    const asked = { name: 'copy-1', linked: true, start: false };
    await expect(need(provision).checkClone?.(off, asked, never)).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('--linked'),
    });
  });

  it('a protected machine is not deleted, and that is said before', async () => {
    need(site.double.world.guests.get(101)).config['protection'] = '1';
    const off = await site.machine('db01');
    const { files, blocked } = await provision.deletion(off, never);
    expect(blocked).toContain('it is protected');
    const paths = files.map(({ path }) => path);
    await expect(provision.delete(off, paths, memoryTask())).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await names()).toContain('db01');
  });

  it('another machine that has its id by now is not deleted', async () => {
    const off = await site.machine('db01');
    const { files } = await provision.deletion(off, never);
    const uuid = 'uuid=11111111-2222-4333-8444-555555555555';
    need(site.double.world.guests.get(101)).config['smbios1'] = uuid;
    const paths = files.map(({ path }) => path);
    await expect(provision.delete(off, paths, memoryTask())).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await names()).toContain('db01');
  });

  it('a container is made of a template of containers', async () => {
    const images = await provision.images(never);
    const template = need(images.find(({ name }) => name.includes(':vztmpl/')));
    const source = { image: template.name };
    await provision.create({ ...wanted, name: 'ct-1', host: template.host, source }, memoryTask());
    expect(await site.machine('ct-1')).toMatchObject({ kind: 'container', state: 'stopped' });
  });

  it('a machine is made of a template of the cluster, with what was asked for', async () => {
    const source = { image: 'debian-13' };
    await provision.create({ ...wanted, cpus: 3, source }, memoryTask());
    const made = await site.machine('new-1');
    expect(made).toMatchObject({ cpus: 3, memoryBytes: GiB, state: 'stopped' });
    expect(made.template).toBeUndefined();
  });
});
