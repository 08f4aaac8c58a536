import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { opened } from './opened.ts';

const twoHours = 2 * 3_600_000;

describe('who may what on the double', () => {
  it('gives a token without rights of its own empty lists, and 403 for what it names', async () => {
    const { double, as } = await opened();
    const bare = as(double.tokens.bare);
    expect(await bare.data('GET', '/access/permissions')).toEqual({});
    expect(await bare.data('GET', '/nodes/pve1/qemu')).toEqual([]);
    const seen = await bare.data('GET', '/cluster/resources');
    expect(JSON.stringify(seen)).not.toContain('qemu');
    const refused = await bare.ask('POST', '/nodes/pve1/qemu/101/status/start');
    expect([refused.status, refused.reason]).toEqual([
      403,
      'Permission check failed (/vms/101, VM.PowerMgmt)',
    ]);
  });

  it('knows a revoked token no longer, and says so in the reason alone', async () => {
    const { double, client } = await opened();
    double.revoke(double.tokens.root);
    const refused = await client.ask('GET', '/version');
    expect([refused.status, refused.reason, refused.text]).toEqual([
      401,
      'Authentication failed!',
      '',
    ]);
  });

  it('lets what is granted at a pool hold for its machines', async () => {
    const { double, as } = await opened({ grants: { ops: { '/pool/prod': ['VM.Audit'] } } });
    const list = await as(double.tokens.ops).data('GET', '/nodes/pve1/qemu');
    expect(list).toMatchObject([{ vmid: 100 }]);
  });

  it('lets a token of root’s do less than root', async () => {
    const { client } = await opened();
    const refused = await client.ask('POST', '/nodes/pve1/qemu/100/status/stop', { skiplock: 1 });
    expect(refused.body['errors']).toEqual({ skiplock: 'Only root may use this option.' });
  });
});

describe('a ticket of the double', () => {
  async function ticket() {
    let now = Date.now();
    const { double, as } = await opened({ now: () => now });
    const nobody = as(null);
    const { name: username, password } = double.user;
    const made = await nobody.data('POST', '/access/ticket', { username, password });
    const { ticket: cookie, CSRFPreventionToken: csrf } = Object(made);
    const ask = (method: string, path: string, isSafe = true) =>
      nobody.ask(method, path, undefined, {
        cookie: `PVEAuthCookie=${cookie}`,
        ...(isSafe && { csrfpreventiontoken: String(csrf) }),
      });
    const later = (ms: number) => {
      now += ms;
    };
    return { ask, later, nobody, username, cookie: String(cookie) };
  }

  it('is good for two hours, and can be renewed within them', async () => {
    const { ask, later, nobody, username, cookie } = await ticket();
    later(twoHours - 1000);
    expect((await ask('GET', '/version')).status).toBe(200);
    const renewal = { username, password: cookie };
    expect((await nobody.ask('POST', '/access/ticket', renewal)).status).toBe(200);
    later(2000);
    expect((await ask('GET', '/version')).reason).toBe('Authentication failed!');
    expect((await nobody.ask('POST', '/access/ticket', renewal)).status).toBe(401);
  });

  it('changes something only with its CSRF token', async () => {
    const { ask } = await ticket();
    const refused = await ask('POST', '/nodes/pve1/qemu/101/status/start', false);
    expect([refused.status, refused.reason]).toEqual([
      401,
      'Permission denied - invalid csrf token',
    ]);
    expect((await ask('POST', '/nodes/pve1/qemu/101/status/start')).status).toBe(200);
  });
});

describe('the double’s certificate', () => {
  it('has the fingerprint it says, until a stranger’s is shown', async () => {
    const { double } = await opened();
    const shown = () =>
      new Promise<string>((resolve, reject) => {
        const { hostname: host, port } = new URL(double.urls[0] ?? '');
        const socket = connect({ host, port: Number(port), rejectUnauthorized: false }, () => {
          resolve(socket.getPeerCertificate().fingerprint256);
          socket.destroy();
        });
        socket.once('error', reject);
      });
    expect(await shown()).toBe(double.fingerprint);
    double.showCertificate('stranger');
    expect(await shown()).not.toBe(double.fingerprint);
  });
});
