import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChecks } from '../../../../../adapters/hypervisor/proxmox/checks/checks.ts';
import { needs, privilegesOf } from '../../../../../adapters/hypervisor/proxmox/checks/needs.ts';
import { checkPrivileges } from '../../../../../adapters/hypervisor/proxmox/checks/privileges.ts';
import { readVitals } from '../../../../../adapters/hypervisor/proxmox/checks/vitals.ts';
import type { ClientSettings } from '../../../../../adapters/hypervisor/proxmox/client/create-client.ts';
import { commands } from '../../../../../commands/index.ts';
import { never } from '../../../../contracts/subject.ts';
import { type ProxmoxDouble, startProxmox } from '../../../../doubles/proxmox/index.ts';
import { type ClientMaker, clientMaker } from '../client-maker.ts';

let double: ProxmoxDouble;
let clientOf: ClientMaker;

beforeEach(async () => {
  double = await startProxmox();
  clientOf = clientMaker(() => double);
});
afterEach(async () => {
  await clientOf.close();
  await double.close();
});

/** The checks of the way ask for no list. */
const noList = { read: async () => [] };

async function check(change: Partial<ClientSettings> = {}) {
  const settings = {
    urls: [...double.urls],
    token: double.tokens.root,
    fingerprints: [double.fingerprint],
    ...change,
  };
  const client = clientOf(settings);
  return createChecks({ client, identity: client.identity, settings, resources: noList }).run(
    never,
  );
}

const words = (checks: Awaited<ReturnType<typeof check>>) =>
  checks.map(({ subject, state }) => `${subject} ${state}`);

describe('the vitals', () => {
  it('of each node that is up are read', async () => {
    double.faults.downNodes.add('pve3');
    const client = clientOf({
      urls: [...double.urls],
      token: double.tokens.root,
      fingerprints: [double.fingerprint],
    });
    const nodes = ['pve1', 'pve2', 'pve3'].map((node) => {
      const status = node === 'pve3' ? 'offline' : 'online';
      return { id: `node/${node}`, type: 'node', node, status } as const;
    });
    const resources = { read: async () => nodes };
    const vitals = await readVitals({ client, resources }, { signal: never });
    expect(vitals.map(({ host }) => host)).toEqual(['pve1', 'pve2']);
    expect(vitals[0]).toMatchObject({
      ...{ type: { number: 1 }, accelerator: 'KVM', kernel: '6.18.44-1-pve' },
      ...{ extension: 'AMD-V', isMachine: false },
    });
    const { there = 0, asked = 0, answered = 0 } = vitals[0]?.clock ?? {};
    expect(there).toBeGreaterThanOrEqual(asked - 1_000);
    expect(there).toBeLessThanOrEqual(answered + 1_000);
  });
});

describe('the checks', () => {
  it('of a whole cluster are well, from the way to the nodes inwards', async () => {
    const found = await check();
    expect(words(found)).toEqual([
      'reach ok',
      'reach ok',
      'reach ok',
      'certificate ok',
      'certificate ok',
      'certificate ok',
      'login ok',
      'version ok',
      'privileges ok',
      'quorum ok',
      'nodes ok',
    ]);
    expect(found.map(({ says }) => says)).toContain('Proxmox VE 9.2.11');
  });

  it('stop at a door that is shut', async () => {
    const { urls } = double;
    await double.close();
    const found = await check({ urls: [...urls] });
    expect(words(found)).toEqual(['reach failed', 'reach failed', 'reach failed']);
  });

  it('name the certificate that is not the pinned one', async () => {
    double.showCertificate('stranger');
    const [found] = await check({ urls: double.urls.slice(0, 1) });
    expect(found).toMatchObject({ subject: 'reach', state: 'failed' });
    expect(found?.says).toContain('another certificate');
  });

  it('say that the token is refused, and look no further', async () => {
    double.revoke(double.tokens.root);
    const found = await check({ urls: double.urls.slice(0, 1) });
    expect(words(found)).toEqual(['reach ok', 'certificate ok', 'login failed']);
  });

  it('say of a separated token without a role that all its lists are empty, and how to give it one', async () => {
    const found = await check({ token: double.tokens.bare });
    const privileges = found.filter(({ subject }) => subject === 'privileges');
    expect(privileges).toEqual([
      expect.objectContaining({
        state: 'failed',
        hint: expect.stringContaining("pveum acl modify / --tokens 'bot@pve!sep'"),
      }),
    ]);
    expect(found).toContainEqual(expect.objectContaining({ subject: 'quorum', state: 'unknown' }));
    expect(found).toContainEqual(expect.objectContaining({ subject: 'nodes', state: 'ok' }));
  });

  it('name the commands that a missing privilege shuts', async () => {
    double.grant(double.tokens.ops, {
      '/': ['VM.Audit', 'VM.PowerMgmt', 'Sys.Audit', 'VM.Snapshot'],
    });
    const says = (await check({ token: double.tokens.ops })).map((found) => found.says);
    expect(says).toContain('snapshot rollback: lacks VM.Snapshot.Rollback');
    expect(says).toContain('guest run, guest top, guest df: lacks VM.GuestAgent.Unrestricted');
    expect(says.filter((text) => text.startsWith('vm start'))).toEqual([]);
  });

  it('say where a token sees some machines alone', async () => {
    double.grant(double.tokens.ops, { '/pool/lab': ['VM.Audit'], '/vms/100': ['VM.Audit'] });
    const says = (await check({ token: double.tokens.ops })).map((found) => found.says);
    expect(says).toContain('bot@pve!ops sees only what is in /pool/lab, /vms/100');
  });

  it('name a node that is down', async () => {
    double.faults.downNodes.add('pve3');
    const found = await check();
    expect(words(found)).toContain('reach warning');
    expect(found).toContainEqual(
      expect.objectContaining({ subject: 'nodes', says: expect.stringContaining('pve3') }),
    );
  });

  it('say that the quorum is lost', async () => {
    double.faults.noQuorum = true;
    expect(words(await check())).toContain('quorum failed');
  });
});

describe('the privileges of commands', () => {
  const all = (major: number) => needs.flatMap((need) => privilegesOf(need, major));
  const everything = (major: number) => ({
    '/': Object.fromEntries(all(major).map((name) => [name, 1])),
  });

  it('are those of PVE 8 where PVE 8 is asked', () => {
    expect(all(8)).toContain('VM.Monitor');
    expect(all(8).filter((name) => name.startsWith('VM.GuestAgent'))).toEqual([]);
    expect(all(9)).not.toContain('VM.Monitor');
    const identity = 'bot@pve!ops';
    for (const major of [8, 9]) {
      const [found] = checkPrivileges(everything(major), { identity, major });
      expect(found?.state).toBe('ok');
    }
    const crossed = checkPrivileges(everything(8), { identity, major: 9 });
    expect(crossed.map(({ state }) => state)).toContain('warning');
  });

  it('are told of commands that there are', () => {
    const names = new Set(commands.map(({ name }) => name));
    expect(needs.flatMap((need) => need.commands).filter((name) => !names.has(name))).toEqual([]);
  });
});
