import { afterAll, beforeAll, expect, it } from 'vitest';
import { isPlan } from '../../../../../src/command.ts';
import { type Bench, openBench, textOf } from '../../../../commands/bench.ts';
import { type OpenSite, openSite } from '../open-site.ts';

let site: OpenSite;
let bench: Bench;

beforeAll(async () => {
  site = await openSite();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

async function carriedOut(line: string): Promise<void> {
  const answer = await bench.type(line);
  if (isPlan(answer)) await bench.perform(answer.operations[0] ?? expect.fail());
}

it.each(['guest run ct-dns ls', 'guest read ct-dns /etc/hosts', 'guest write ct-dns /tmp/a text'])(
  '%s: no program gets into a container without ssh, and the hint says so',
  async (line) => {
    const asked = carriedOut(line);
    await expect(asked).rejects.toMatchObject({
      message: expect.stringContaining('a container has no guest agent'),
      hint: expect.stringContaining('ssh'),
    });
  },
);

it('its addresses are shown all the same', async () => {
  expect(textOf(await bench.card('vm show ct-dns'))).toMatch(/10\.10\.10\.200/);
  expect(textOf(await bench.card('net interfaces ct-dns'))).toContain('10.10.10.200/24');
});

it('nobody waits until a container answers: it never will', async () => {
  await expect(bench.carryOut('guest wait ct-dns')).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('ct-dns cannot be waited for'),
  });
});

it('guest setup offers ssh, and no agent to install', async () => {
  const text = textOf(await bench.card('guest setup ct-dns'));
  expect(text).toContain('guest setup ct-dns --ssh root@ADDRESS');
  expect(text).not.toContain('qemu-guest-agent');
});
