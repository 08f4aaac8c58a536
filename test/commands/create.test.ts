import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { MissingValues } from '../../src/line/raw.ts';
import { completedLine, formFor } from '../../src/router/form.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

const key = `ssh-ed25519 ${'A'.repeat(68)} anna`;

describe('vm create', () => {
  it('makes a machine that runs, and says what it got', async () => {
    const { card } = await bench.carryOut(
      `vm create web-9 --image debian-13.qcow2 --cpus 4 --memory 3G --user anna --ssh-key "${key}"`,
    );
    expect(card.title).toBe('web-9 was made');
    expect(textOf(card)).toMatch(/State: running\nCPUs: 4\nMemory: 3\.0 GiB/);
    expect(textOf(await bench.card('vm list web-9'))).toContain('running');
  });

  it('with --no-start leaves it off, with the lines that come next', async () => {
    const { card } = await bench.carryOut('vm create web-8 --image debian-13.qcow2 --no-start');
    expect(card.actions).toEqual([
      { label: 'Start', command: 'vm start web-8' },
      { label: 'Show', command: 'vm show web-8' },
      { label: 'Delete', command: 'vm delete web-8', tone: 'danger' },
    ]);
  });

  it('refuses before anything is accepted: a taken name with a free one, an image that is not there', async () => {
    await expect(
      bench.plan('vm create web-1 --image debian-13.qcow2 --cpus 4'),
    ).rejects.toMatchObject({
      code: 'conflict',
      message: 'campus already has a machine "web-1"',
      choices: ['vm create --image=debian-13.qcow2 --cpus=4 web-1-2'],
    });
    await expect(bench.plan('vm create new --image nosuch')).rejects.toMatchObject({
      code: 'not-found',
      hint: 'Nothing was changed. Images: debian-13.qcow2 and ubuntu-26.04.qcow2. Installation media: debian-13-netinst.iso.',
    });
    await expect(bench.plan('vm create new --iso debian-13.qcow2')).rejects.toMatchObject({
      code: 'invalid',
      hint: 'Nothing was changed. Name it with --image.',
    });
    await expect(
      bench.plan('vm create new --image debian-13.qcow2 --host demo-b --memory 2T'),
    ).rejects.toMatchObject({ code: 'invalid', message: 'demo-b does not have that much memory' });
  });

  it('a name that the site cannot have is answered with one it can', async () => {
    await expect(bench.plan('vm create a/b --image debian-13.qcow2')).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('cannot name a machine'),
      choices: ['vm create --image=debian-13.qcow2 --description=a/b a-b'],
    });
  });

  it('keeps what was typed for a name in the description, before what was described', async () => {
    const line = 'vm create "the web!/1" --image debian-13.qcow2 --description "for anna"';
    const refused = await bench.plan(line).catch((error: unknown) => error);
    if (!(refused instanceof BotError)) return expect.unreachable();
    const [right = ''] = refused.choices;
    expect(right).toContain('--description="the web!/1: for anna"');
    expect((await bench.plan(right)).operations).toHaveLength(1);
  });

  it('without an image asks for one of those there are, and goes on with the answer', async () => {
    const asked = await bench.plan('vm create new --memory 4G').catch((error: unknown) => error);
    if (!(asked instanceof MissingValues)) return expect.unreachable();
    expect(asked.hint).toContain('Images: debian-13.qcow2 or ubuntu-26.04.qcow2.');
    const form = formFor(asked, { title: '' });
    expect(form.fields[0]).toMatchObject({
      name: 'image',
      required: true,
      choices: ['debian-13.qcow2', 'ubuntu-26.04.qcow2'],
    });
    const line = completedLine(form, ['ubuntu-26.04.qcow2']);
    const [operation] = (await bench.plan(line)).operations;
    expect(operation?.input).toMatchObject({
      wanted: { name: 'new', memoryBytes: 4 * 1024 ** 3, source: { image: 'ubuntu-26.04.qcow2' } },
    });
  });

  it('asks for the site where several can make machines', async () => {
    const other = await openDemo();
    const hypervisor = { ...other.hypervisor, site: { name: 'other', kind: 'demo' } };
    const two = openBench([site.hypervisor, hypervisor]);
    const asked = await two.plan('vm create new').catch((error: unknown) => error);
    await other.close();
    if (!(asked instanceof MissingValues)) return expect.unreachable();
    const form = formFor(asked, { title: '' });
    expect(form.fields).toMatchObject([{ name: 'site', choices: ['campus', 'other'] }]);
    expect(completedLine(form, ['other'])).toBe('vm create new --site=other');
  });

  it('is plugged into the network that was asked for, and one that is not there is refused', async () => {
    await bench.carryOut('vm create lone --image debian-13.qcow2 --net vmbr1');
    expect(textOf(await bench.card('net interfaces lone'))).toContain('vmbr1');
    await expect(
      bench.plan('vm create new --image debian-13.qcow2 --net nosuch'),
    ).rejects.toMatchObject({ code: 'not-found', hint: 'It has vmbr0 and vmbr1.' });
  });

  it('two that want one name cannot run at once', async () => {
    const { operations } = await bench.plan('vm create twin --image debian-13.qcow2');
    expect(operations[0]?.claims).toEqual([{ target: 'name:campus/twin', mode: 'exclusive' }]);
  });

  it('an address that another machine has is worth a look first', async () => {
    const plan = await bench.plan('vm create new --image debian-13.qcow2 --address 10.20.1.12/16');
    expect(plan).toMatchObject({ danger: 'confirm', confirmLabel: 'Make new on demo-a' });
    expect(textOf(plan.preview ?? { title: '' })).toContain('10.20.1.12 is the address of web-1');
  });

  it.each([
    ['--ssh-key "-----BEGIN OPENSSH PRIVATE KEY-----"', 'That is a private key'],
    ['--ssh-key "ssh-ed25519 short"', 'no public key'],
    ['--user "root; reboot"', 'cannot name a user'],
    ['--address 10.0.0.5', 'no address with the length'],
    ['--gateway 10.0.0.1', 'needs an address beside it'],
    ['--address 10.0.0.5/24 --gateway fe80::1', 'no gateway'],
  ])('%s is refused', async (options, message) => {
    const line = `vm create new --image debian-13.qcow2 ${options}`;
    await expect(bench.plan(line)).rejects.toThrow(message);
  });
});
