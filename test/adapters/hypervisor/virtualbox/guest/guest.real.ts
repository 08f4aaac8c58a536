import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../../../adapters/hypervisor/virtualbox/client.ts';
import { Config } from '../../../../../adapters/hypervisor/virtualbox/config.ts';
import { copyIn } from '../../../../../adapters/hypervisor/virtualbox/guest/copy-in.ts';
import { createReach } from '../../../../../adapters/hypervisor/virtualbox/reach.ts';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { silent } from '../../../../../src/log.ts';
import { need } from '../../../../contracts/subject.ts';
import { createSite, openLab, type SiteName, siteSettings } from '../site.ts';

const { signal } = new AbortController();
const login = { user: 'root', password: 'real-password-of-nobody' };

describe.each([
  ['vbox-a', 'b1', 'b2'],
  ['vbox-b', 'b3', 'b4'],
] as const)('a real guest without Guest Additions, on %s', (site: SiteName, on, off) => {
  let hypervisor: Hypervisor;
  let settings: object;
  let tmp: string;

  beforeAll(async () => {
    process.env['REAL_GUEST_PASSWORD'] = login.password;
    tmp = join((await openLab()).hosts[site].directory, 'tmp');
    settings = await siteSettings(site);
    const guests = { everywhere: { user: 'root', password: { env: 'REAL_GUEST_PASSWORD' } } };
    hypervisor = createSite(site, { ...settings, guests });
  });
  afterAll(() => hypervisor.close?.());

  async function machine(name: string): Promise<Machine> {
    const found = (await hypervisor.machines(signal)).find((one) => one.name === name);
    if (!found) throw new Error(`no machine ${name}`);
    return found;
  }

  it('is said to have none, whatever is asked of it', async () => {
    const guest = need(hypervisor.guest);
    const b = await machine(on);
    expect(await guest.probe(b, signal)).toMatchObject({
      answers: false,
      why: `the guest of ${on} has no Guest Additions that answer`,
    });
    const refused = { code: 'unsupported', message: expect.stringContaining('Guest Additions') };
    await expect(guest.start(b, ['true'], signal)).rejects.toMatchObject(refused);
    // Asked of a guest that answered a moment ago, it may be back in a moment.
    const read = guest.read(b, '/x', { signal, maxBytes: 9 });
    await expect(read).rejects.toMatchObject({ ...refused, code: 'unreachable' });
    await expect(guest.write(b, '/x', Buffer.from('x'), signal)).rejects.toMatchObject(refused);
    await expect(guest.addresses(b, signal)).rejects.toMatchObject(refused);
    const diagnosis = await guest.diagnose?.(b, signal);
    expect(diagnosis).toMatchObject({ channel: 'unheard' });
  });

  it('that is off says so', async () => {
    const guest = need(hypervisor.guest);
    const b = await machine(off);
    expect(await guest.probe(b, signal)).toMatchObject({ answers: false, why: `${off} is off` });
    await expect(guest.start(b, ['true'], signal)).rejects.toMatchObject({ code: 'conflict' });
    // As where it went off since it was looked at.
    const start = guest.start({ ...b, state: 'running' }, ['true'], signal);
    await expect(start).rejects.toMatchObject({ code: 'conflict', message: `${off} is off` });
  });

  it('leaves no file of what was to be copied into it', async () => {
    const reach = createReach(Config.parse(settings));
    const client = createClient(reach, { log: silent, atOnce: 2 });
    const place = await mkdtemp(join(tmp, 'place-'));
    const content = new TextEncoder().encode('secret content');
    const copy = (stop: AbortSignal) =>
      machine(on).then((b) =>
        copyIn({ client, machine: b, login, place }, { content, path: '/tmp/x', signal: stop }),
      );
    await expect(copy(signal)).rejects.toMatchObject({ code: 'unsupported' });
    expect(readdirSync(place)).toEqual([]);
    const stop = new AbortController();
    const copying = copy(stop.signal);
    setTimeout(() => stop.abort(new Error('cancelled')), 100);
    await expect(copying).rejects.toThrow();
    expect(readdirSync(place)).toEqual([]);
    await rm(place, { recursive: true });
    reach.close();
  });
});
