import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScreen } from '../../../../adapters/hypervisor/proxmox/screen.ts';
import { BotError } from '../../../../src/errors.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { need, never } from '../../../contracts/subject.ts';
import { type OpenSite, openSite } from './open-site.ts';
import { recorded, toldClient } from './recorded.ts';
import { settings } from './told.ts';

const vm: Machine = {
  site: 'pve',
  host: 'pve1',
  id: '100',
  birth: '',
  name: 'web01',
  kind: 'vm',
  state: 'running',
  tags: [],
};
const container: Machine = { ...vm, id: '200', name: 'ct-dns', kind: 'container' };
const note = 'Sign in to Proxmox in that browser first; your user needs VM.Console on it.';

interface Told {
  readonly config?: object;
  readonly cluster?: unknown;
  readonly urls?: string[];
}

function consoles(machine: Machine, told: Told = {}) {
  const { config = {}, cluster = recorded('cluster_status'), urls = settings.urls } = told;
  const client = toldClient((path) => (path === '/cluster/status' ? cluster : config));
  return createScreen({ client, settings: { ...settings, urls } }).consoles(machine, never);
}

describe('the consoles of a VM', () => {
  it('are the window of the web interface, where it has a screen alone', async () => {
    expect(await consoles(vm)).toEqual([
      {
        name: 'screen, in a browser',
        line: 'https://pve1:8006/?console=kvm&novnc=1&vmid=100&vmname=web01&node=pve1',
        note,
      },
    ]);
  });

  it('are a terminal too, where it has a serial port of its own', async () => {
    const ways = await consoles(vm, { config: { serial1: 'socket', vga: 'virtio,memory=64' } });
    expect(ways.map(({ name }) => name)).toEqual([
      'screen, in a browser',
      'serial console, in a browser',
      'serial console, over ssh',
    ]);
    expect(ways[1]?.line).toContain('?console=kvm&xtermjs=1&');
    expect(ways[2]).toMatchObject({
      line: 'ssh -t root@pve1 qm terminal 100',
      note: 'Ctrl-O leaves it.',
    });
  });

  it.each([
    [
      { vga: 'serial0', serial0: 'socket' },
      ['serial console, in a browser', 'serial console, over ssh'],
    ],
    [{ vga: 'type=none' }, []],
    [{ vga: 'none', serial0: '/dev/ttyS0' }, []],
    [{ vga: 'type=qxl2,memory=32', serial0: '/dev/ttyS0' }, ['screen, in a browser']],
  ])('of %j are %j', async (config, names) => {
    expect((await consoles(vm, { config })).map(({ name }) => name)).toEqual(names);
  });
});

it('a container has a console, and a shell that asks for no password', async () => {
  expect(await consoles(container)).toEqual([
    {
      name: 'console, in a browser',
      line: 'https://pve1:8006/?console=lxc&xtermjs=1&vmid=200&vmname=ct-dns&node=pve1',
      note,
    },
    { name: 'shell, over ssh', line: 'ssh -t root@pve1 pct enter 200' },
    {
      name: 'console, over ssh',
      line: 'ssh -t root@pve1 pct console 200',
      note: 'Ctrl-A and then q leaves it.',
    },
  ]);
});

describe('the reader is led', () => {
  const lines = async (told: Told, machine = container) =>
    (await consoles(machine, told)).map(({ line }) => line);

  it('to the entry point that is the machine’s own node, by name or by address', async () => {
    const byName = ['https://pve9.example:8006', 'https://pve1.example:8443'];
    expect(await lines({ urls: byName })).toEqual([
      expect.stringContaining('https://pve1.example:8443/?'),
      'ssh -t root@pve1.example pct enter 200',
      'ssh -t root@pve1.example pct console 200',
    ]);
    const byAddress = ['https://10.10.10.9:8006', 'https://10.10.10.1:8006'];
    expect((await lines({ urls: byAddress }))[0]).toContain('https://10.10.10.1:8006/?');
  });

  it('with ssh to the address of a node that is no entry point', async () => {
    const [web, enter] = await lines({ urls: ['https://[fd00::9]:8006'] });
    expect(web).toContain('https://[fd00::9]:8006/?');
    expect(enter).toBe('ssh -t root@10.10.10.1 pct enter 200');
  });

  it('with ssh to its name where its address is not told', async () => {
    const cluster = new BotError('forbidden', 'Permission check failed (/, Sys.Audit)');
    const [, enter] = await lines({ cluster, urls: ['https://door.example:8006'] });
    expect(enter).toBe('ssh -t root@pve1 pct enter 200');
  });

  it('nowhere else by a name that is hostile', async () => {
    const hostile = { ...vm, host: '-o;x', name: 'a&node=b c\n"' };
    const config = { serial0: 'socket' };
    const [web = '', , terminal] = await lines({ config, cluster: [] }, hostile);
    expect(Object.fromEntries(new URL(web).searchParams)).toMatchObject({
      vmname: 'a&node=b c\n"',
      node: '-o;x',
    });
    expect(web).not.toMatch(/[\s"]/);
    expect(terminal).toBe("ssh -t 'root@-o;x' qm terminal 100");
  });
});

describe('over the API', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  it('consoles are those of what runs now', async () => {
    const screen = need(site.hypervisor.screen);
    const [web] = await screen.consoles(await site.machine('web01'), never);
    const { pathname, searchParams } = new URL(web?.line ?? '');
    expect(pathname).toBe('/');
    expect(Object.fromEntries(searchParams)).toEqual({
      console: 'kvm',
      novnc: '1',
      vmid: '100',
      vmname: 'web01',
      node: 'pve1',
    });
    const [last] = site.double.calls
      .filter(({ path }) => path.endsWith('/qemu/100/config'))
      .slice(-1);
    expect(last?.params).toMatchObject({ current: '1' });
  });

  it('a machine that went meanwhile is not-found', async () => {
    const gone = { ...(await site.machine('web01')), id: '999' };
    const asked = need(site.hypervisor.screen).consoles(gone, never);
    await expect(asked).rejects.toMatchObject({ code: 'not-found' });
  });

  it('no picture is given, which is said before anything is tried', () => {
    expect(site.hypervisor.screen?.shot).toBeUndefined();
  });
});
