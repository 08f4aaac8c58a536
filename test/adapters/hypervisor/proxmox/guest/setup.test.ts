import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GuestChannel } from '../../../../../src/hypervisor/guest.ts';
import { need, never } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { type OpenSite, openSite } from '../open-site.ts';

let site: OpenSite;
let guest: Required<GuestChannel>;

beforeAll(async () => {
  site = await openSite();
  const { diagnose, attach, ...rest } = need(site.hypervisor.guest);
  guest = { ...rest, diagnose: need(diagnose), attach: need(attach) };
});
afterEach(() => site.double.faults.clear());
afterAll(() => site.close());

const diagnose = async (name: string) => guest.diagnose(await site.machine(name), never);
const attach = async (name: string, task = memoryTask()) =>
  guest.attach(await site.machine(name), task);
const inside = (name: string) => {
  const all = [...site.double.world.guests.values()];
  return all.find(({ config }) => config['name'] === name) ?? expect.fail();
};
const writes = (since: number) =>
  site.double.calls.slice(since).filter(({ method }) => method !== 'GET').length;

describe('a probe', () => {
  it.each([
    ['db01', 'db01 is off', 'vm start', false],
    ['cache01', 'The guest agent of cache01 is not running', 'qemu-guest-agent inside', false],
    ['mail01', 'No guest agent is configured for mail01', 'QEMU Guest Agent', true],
    ['ct-dns', 'a container has no guest agent', 'guest setup', true],
  ])('of %s says: %s', async (name, why, hint, isFinal) => {
    const probe = await guest.probe(await site.machine(name), never);
    const said = expect.stringContaining(hint);
    expect(probe).toMatchObject({ answers: false, why, hint: said });
    expect('never' in probe && probe.never === true, 'no wait helps').toBe(isFinal);
  });

  it('of a paused machine asks nobody', async () => {
    const paused = { ...(await site.machine('web01')), state: 'paused' as const };
    const since = site.double.calls.length;
    expect(await guest.probe(paused, never)).toMatchObject({ why: 'web01 is paused' });
    expect(site.double.calls.length).toBe(since);
  });
});

describe('a diagnosis', () => {
  it('tells an agent that answers from one that nothing in the guest has opened', async () => {
    expect(await diagnose('web01')).toMatchObject({ channel: 'answers', os: 'l26' });
    const silent = await diagnose('cache01');
    expect(silent.channel).toBe('unheard');
    expect(silent.remedy).toBeUndefined();
    expect((await diagnose('db01')).channel).toBe('off');
  });

  it('finds that none is configured, and what would be done', async () => {
    expect(await diagnose('mail01')).toMatchObject({
      channel: 'missing',
      remedy: { does: 'The option QEMU Guest Agent is switched on.', afterRestart: true },
    });
  });

  it.each([
    ['fstrim_cloned_disks=1,enabled=1', 'answers'],
    ['enabled=yes', 'answers'],
    ['0', 'missing'],
    ['enabled=0,fstrim_cloned_disks=1', 'missing'],
  ] as const)('reads the option %s', async (agent, channel) => {
    const { config } = inside('files01');
    const before = config['agent'];
    config['agent'] = agent;
    try {
      expect((await diagnose('files01')).channel).toBe(channel);
    } finally {
      config['agent'] = before;
    }
  });
});

describe('an agent that is switched on', () => {
  it('counts from the next start of a machine that runs, and is not sent again', async () => {
    const first = await attach('mail01');
    expect(first).toMatchObject({
      notes: ['It counts once it was shut down and started.'],
    });
    const waits = await diagnose('mail01');
    expect(waits).toMatchObject({
      channel: 'missing',
      findings: [expect.stringContaining('counts from the next start')],
    });
    expect(waits.remedy).toBeUndefined();
    const since = site.double.calls.length;
    expect((await attach('mail01')).notes).toEqual(['The agent was configured already.']);
    expect(writes(since)).toBe(0);
  });

  it('keeps what else is set in the option', async () => {
    const { config } = inside('db01');
    config['agent'] = 'fstrim_cloned_disks=1,enabled=0,freeze-fs-on-backup=0';
    expect(await attach('db01')).toMatchObject({ notes: [] });
    expect(config['agent']).toBe('enabled=1,fstrim_cloned_disks=1,freeze-fs-on-backup=0');
  });

  it('is looked for where the answer was lost, and is not sent twice', async () => {
    const { config } = inside('db01');
    config['agent'] = '0';
    const put = { method: 'PUT', path: /\/qemu\/101\/config$/ };
    site.double.faults.call(put, { how: 'broken', when: 'after' });
    const since = site.double.calls.length;
    await attach('db01');
    expect(config['agent']).toBe('enabled=1');
    expect(writes(since)).toBe(1);
  });

  it('is nothing for a container', async () => {
    await expect(attach('ct-dns')).rejects.toMatchObject({ code: 'unsupported' });
  });
});
