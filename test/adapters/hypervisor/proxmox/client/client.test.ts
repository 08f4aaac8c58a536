import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
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

const anything = { schema: z.unknown(), signal: never };
const start = '/nodes/pve1/qemu/101/status/start';
const seen = (method: string, path: string) =>
  double.calls.filter((call) => call.method === method && call.path === path);

describe('what is asked and sent', () => {
  it('is answered with what the schema reads', async () => {
    const schema = z.object({ version: z.string() });
    const { version } = await clientOf().get('/version', { schema, signal: never });
    expect(version).toMatch(/^9\./);
  });

  it('is a form: flags as 1 and 0, lists by repeated keys, nothing for what is left out', async () => {
    const client = clientOf();
    const params = { type: 'vm', undefined };
    await client.get('/cluster/resources', { ...anything, params });
    expect(seen('GET', '/cluster/resources')[0]?.params).toEqual({ type: 'vm' });
    const sent = { forceStop: true, timeout: 5 };
    await client.send('POST', '/nodes/pve1/qemu/100/status/shutdown', {
      ...anything,
      params: sent,
    });
    expect(seen('POST', '/nodes/pve1/qemu/100/status/shutdown')[0]?.params).toMatchObject({
      forceStop: '1',
      timeout: '5',
    });
  });

  it('goes over few connections that are kept', async () => {
    const client = clientOf();
    for (let count = 0; count < 200; count += 1) await client.get('/version', anything);
    expect(seen('GET', '/version')).toHaveLength(200);
  });

  it('tells the time of the other side', async () => {
    const hour = 3_600_000;
    await double.close();
    double = await startProxmox({ now: () => Date.now() + hour });
    const client = clientOf();
    expect(await client.clock(never)).toBeGreaterThan(Date.now() + hour - 60_000);
    expect(client.now()).toBeGreaterThan(Date.now() + hour - 60_000);
  });
});

describe('a certificate', () => {
  it('is refused where no authority here knows it', async () => {
    const asked = clientOf({ fingerprints: undefined }).get('/version', anything);
    await expect(asked).rejects.toMatchObject({ code: 'unreachable' });
    await expect(asked).rejects.toThrow(/certificate|signature/i);
    expect(double.calls).toHaveLength(0);
  });

  it('is accepted by the authority of `ca`', async () => {
    const client = clientOf({ fingerprints: undefined, ca: double.ca });
    await expect(client.get('/version', anything)).resolves.toBeDefined();
  });

  it('is accepted by its pin', async () => {
    await expect(clientOf().get('/version', anything)).resolves.toBeDefined();
  });

  it('that is not the pinned one is refused before a byte of the call, token and all, is sent', async () => {
    double.showCertificate('stranger');
    const client = clientOf();
    await expect(client.get('/version', anything)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('another certificate'),
    });
    await expect(client.send('POST', start, anything)).rejects.toMatchObject({ code: 'failed' });
    expect(double.calls).toHaveLength(0);
  });

  it('that changes while the bot runs is refused from the next connection on', async () => {
    const client = clientOf();
    await client.get('/version', anything);
    double.showCertificate('stranger');
    await expect(client.get('/version', anything)).rejects.toThrow('another certificate');
    double.showCertificate('own');
  });

  it('of a `ca` that cannot be read is no certificate', async () => {
    const asked = clientOf({ fingerprints: undefined, ca: '/nowhere.pem' }).get(
      '/version',
      anything,
    );
    await expect(asked).rejects.toThrow('/nowhere.pem');
  });
});

describe('a way that breaks', () => {
  it('is tried once more for a question', async () => {
    double.faults.call({ path: /^\/version$/ }, { how: 'cut', when: 'before' });
    await expect(clientOf().get('/version', anything)).resolves.toBeDefined();
    expect(seen('GET', '/version')).toHaveLength(2);
  });

  it('is never tried again for an act, which may have been heard', async () => {
    double.faults.call({ method: 'POST' }, { how: 'cut', when: 'after' });
    const sent = clientOf().send('POST', start, anything);
    await expect(sent).rejects.toMatchObject({ code: 'unreachable' });
    expect(seen('POST', start)).toHaveLength(1);
  });

  it('leads over the next entry point for a question, and for an act where nothing was sent', async () => {
    double.faults.downNodes.add('pve1');
    const client = clientOf({ urls: [...double.urls] });
    await client.get('/version', anything);
    await client.send('POST', '/nodes/pve3/qemu/103/status/reset', anything);
    expect(double.calls.map(({ entry }) => entry)).not.toContain('pve1');
  });

  it('that gives no answer is given up at the deadline of the call', async () => {
    double.faults.call({ path: /^\/version$/ }, { how: 'hang' }, 5);
    const asked = clientOf().get('/version', { ...anything, deadlineMs: 100 });
    await expect(asked).rejects.toMatchObject({ code: 'timeout' });
  });

  it('that gives no answer is left for another entry point before the deadline', async () => {
    double.faults.call({ path: /^\/version$/ }, { how: 'hang' });
    const client = clientOf({ urls: [...double.urls] });
    await expect(client.get('/version', { ...anything, deadlineMs: 1_000 })).resolves.toBeDefined();
  });

  it('is left at once when its caller goes away', async () => {
    double.faults.call({ path: /^\/version$/ }, { how: 'hang' });
    const caller = new AbortController();
    const asked = clientOf().get('/version', { ...anything, signal: caller.signal });
    caller.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
  });

  it('is tried again after a while, and used again when it is there', async () => {
    const client = clientOf();
    double.faults.downNodes.add('pve1');
    await expect(client.get('/version', anything)).rejects.toMatchObject({ code: 'unreachable' });
    const before = double.calls.length;
    await expect(client.get('/version', anything)).rejects.toMatchObject({ code: 'unreachable' });
    expect(double.calls).toHaveLength(before);
    double.faults.downNodes.clear();
    await expect
      .poll(() => client.get('/version', anything).catch(() => 'not yet'), { timeout: 20_000 })
      .not.toBe('not yet');
  });
});
