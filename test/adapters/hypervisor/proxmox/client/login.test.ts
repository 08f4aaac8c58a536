import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { never } from '../../../../contracts/subject.ts';
import { type ProxmoxDouble, startProxmox } from '../../../../doubles/proxmox/index.ts';
import { type ClientMaker, clientMaker } from '../client-maker.ts';

const hour = 3_600_000;
let ahead = 0;
let double: ProxmoxDouble;
let clientOf: ClientMaker;

beforeEach(async () => {
  ahead = 0;
  double = await startProxmox({ now: () => Date.now() + ahead });
  clientOf = clientMaker(() => double);
});
afterEach(async () => {
  await clientOf.close();
  await double.close();
});

const anything = { schema: z.unknown(), signal: never };
const reset = '/nodes/pve1/qemu/100/status/reset';
const seen = (path: string) => double.calls.filter((call) => call.path === path);
const withUser = (pace = {}) => clientOf({ token: undefined, user: double.user }, pace);

describe('a user with a password', () => {
  it('signs in once for all calls, and changes things with the CSRF token', async () => {
    const client = withUser();
    await Promise.all([1, 2, 3].map(() => client.get('/version', anything)));
    await client.send('POST', reset, anything);
    expect(seen('/access/ticket')).toHaveLength(1);
    expect(seen(reset).map(({ status }) => status)).toEqual([200]);
    expect(client.identity).toBe('bot@pve');
  });

  it('renews the ticket with the old one, not with the password', async () => {
    const client = withUser({ renewAfterMs: 0 });
    await client.get('/version', anything);
    await client.get('/version', anything);
    const passwords = seen('/access/ticket').map(({ params }) => params['password']);
    expect(passwords[0]).toBe(double.user.password);
    expect(passwords[1]).toMatch(/^PVE:bot@pve:/);
  });

  it('signs in anew where its ticket is refused in mid-life, and the act is done once', async () => {
    const client = withUser();
    await client.get('/version', anything);
    ahead = 3 * hour;
    await client.send('POST', reset, anything);
    expect(seen('/access/ticket')).toHaveLength(2);
    expect(seen(reset).map(({ status }) => status)).toEqual([401, 200]);
  });

  it('whose password is wrong is refused, and not tried again at once', async () => {
    const user = { ...double.user, password: 'wrong' };
    const client = clientOf({ token: undefined, user });
    const refused = { code: 'unreachable', message: expect.stringContaining('bot@pve') };
    await expect(client.get('/version', anything)).rejects.toMatchObject(refused);
    await expect(client.get('/version', anything)).rejects.toMatchObject(refused);
    expect(seen('/access/ticket')).toHaveLength(1);
  });
});

describe('a token', () => {
  it('that is refused says so and is held back a while, as each refusal takes three seconds', async () => {
    double.revoke(double.tokens.root);
    const client = clientOf();
    const refused = { code: 'unreachable', message: expect.stringContaining('root@pam!full') };
    await expect(client.get('/version', anything)).rejects.toMatchObject(refused);
    await expect(client.get('/version', anything)).rejects.toMatchObject(refused);
    expect(seen('/version')).toHaveLength(1);
  });

  it('that was refused is asked with again later', async () => {
    double.revoke(double.tokens.root);
    const client = clientOf({}, { holdMs: 0 });
    await expect(client.get('/version', anything)).rejects.toThrow('root@pam!full');
    double.revoke(double.tokens.root, false);
    await expect(client.get('/version', anything)).resolves.toBeDefined();
  });

  it('that is refused for an act leaves nothing open: it certainly did not take place', async () => {
    double.revoke(double.tokens.root);
    const sent = clientOf().send('POST', reset, anything);
    await expect(sent).rejects.toMatchObject({ code: 'failed' });
  });
});
