import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

it('interfaces tell what each card is plugged into, its cable, and the guest’s addresses on it', async () => {
  const text = textOf(await bench.card('net interfaces web-1'));
  expect(text).toContain('net0 (virtio)');
  expect(text).toContain('bridge vmbr0');
  expect(text).toMatch(/eth0: 10\.20\.\d+\.\d+\/16/);
});

it('a guest that is silent has unknown addresses, one that is off none', async () => {
  expect(textOf(await bench.card('net interfaces win-print'))).toMatch(
    /unknown[\s\S]*Its addresses are unknown: /,
  );
  expect(textOf(await bench.card('net interfaces lab-03'))).not.toContain('unknown');
});

it('a connection shows from where to where, and that the network is lost at once', async () => {
  const plan = await bench.plan('net connect web-1 vmbr1');
  expect(plan).toMatchObject({
    danger: 'confirm',
    confirmLabel: 'Connect web-1 on demo-a to vmbr1',
  });
  const text = textOf(plan.preview ?? expect.fail());
  expect(text).toContain('From: bridge vmbr0');
  expect(text).toContain('To: bridge vmbr1 (between the machines of labs, no way out)');
  expect(text).toContain('loses its present network at once');
});

it('a machine on another segment is not reached, and is again when it is back', async () => {
  const ping = () => bench.carryOut('net ping web-2 web-1 1');
  await bench.carryOut('net connect web-1 vmbr1 --keep');
  expect((await ping()).state).toBe('failed');
  expect(textOf(await bench.card('net interfaces web-1'))).toContain('bridge vmbr1');
  await bench.carryOut('net connect web-1 vmbr0');
  expect((await ping()).state).toBe('done');
});

it.each([
  ['net connect web-1 vmbr0', 'conflict', 'web-1 is connected to vmbr0 already'],
  ['net connect web-1 vmbr7', 'not-found', 'demo-a has no bridge or network'],
  ['net connect web-1 vmbr1 --card net9', 'not-found', 'web-1 has no network card'],
  ['net link web-1 up', 'conflict', 'The cable of web-1 is in already'],
])('%s is refused: nothing was changed', async (line, code, words) => {
  await expect(bench.plan(line)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
    hint: expect.stringContaining('Nothing was changed.'),
  });
});

it('pulling a cable is asked about, putting it in is not', async () => {
  const pull = await bench.plan('net link web-2 down');
  expect(pull).toMatchObject({ danger: 'confirm' });
  await bench.perform(pull.operations[0] ?? expect.fail());
  expect(textOf(await bench.card('net interfaces web-2'))).toContain('pulled');
  expect((await bench.card('net interfaces web-2')).actions?.[0]?.command).toBe(
    'net link web-2 up',
  );
  const put = await bench.plan('net link web-2 up');
  expect(put.danger).toBe(undefined);
  await bench.perform(put.operations[0] ?? expect.fail());
});

it('a screenshot is a picture with words for those who see none', async () => {
  const { blocks } = await bench.card('vm screenshot web-1');
  expect(blocks?.[0]).toMatchObject({
    type: 'image',
    alt: 'the screen of web-1, 640 by 400 pixels',
  });
  await expect(bench.card('vm screenshot lab-03')).rejects.toMatchObject({
    code: 'conflict',
    hint: 'First: vm start lab-03',
  });
});

it('a console is told as lines for a shell, and a machine that is off has none', async () => {
  const { blocks } = await bench.card('vm console web-1');
  const code = blocks?.find(({ type }) => type === 'code');
  expect(code).toMatchObject({ text: expect.stringMatching(/^virt-viewer --connect qemu\+ssh:/) });
  await expect(bench.card('vm console lab-03')).rejects.toMatchObject({
    code: 'conflict',
    hint: 'First: vm start lab-03',
  });
});

it('where a platform gives no pictures, a screenshot says so, and a console offers none', async () => {
  const { consoles } = site.hypervisor.screen ?? expect.fail();
  const blind = openBench([{ ...site.hypervisor, screen: { consoles } }]);
  await expect(blind.card('vm screenshot web-1')).rejects.toMatchObject({
    code: 'unsupported',
    hint: expect.stringContaining('vm console'),
  });
  const labels = (await blind.card('vm console web-1')).actions?.map(({ label }) => label);
  expect(labels).toEqual(['Show']);
});
