import { beforeAll, expect, it } from 'vitest';
import { program, story } from './program.ts';
import { ready } from './ready.ts';

const config = process.env['NAKHODA_LAB'] ?? '';
beforeAll(() => ready(config, ['e1', 'e2']), 300_000);

it('the whole story, on real machines, from a pipe', { timeout: 240_000 }, async () => {
  const input = story('e1', 'e2').join('\n');
  const ran = await program(['--config', config], { input });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  for (const part of [
    'e1 on kvm-a → e2 on kvm-b: 4 of 4 answered',
    'hello',
    'e1 was rolled back to before',
    'Load average',
    'Uptime',
    'Command',
    'Snapshot before of e1 was deleted',
  ]) {
    expect(ran.stdout).toContain(part);
  }
});

it('a machine pings another, its host, the other host and an address, from inside', async () => {
  const input = ['e2', 'kvm-a', 'kvm-b', '10.77.0.2'].map((to) => `net ping e1 ${to} 2`).join('\n');
  const ran = await program(['--config', config], { input });
  expect(ran).toMatchObject({ exitCode: 0 });
  for (const to of ['e2 on kvm-b', 'host kvm-a', 'host kvm-b', '10.77.0.2']) {
    expect(ran.stdout).toContain(`e1 on kvm-a → ${to}: 2 of 2 answered`);
  }
});

it('a matrix shows a path that is cut in one direction, and leaves nothing in the guests', {
  timeout: 240_000,
}, async () => {
  // 1: the kernel of e2 drops pings that come in, and pings others all the same.
  const drop = (on: 0 | 1) =>
    `guest run e2 sh -c "echo ${on} > /proc/sys/net/ipv4/icmp_echo_ignore_all"`;
  const lines = ['net matrix', drop(1), 'net matrix e*', 'guest run e1 ps', drop(0)];
  const ran = await program(['--config', config, '--keep-going'], { input: lines.join('\n') });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  const [whole, cut = ''] = ran.stdout.split("sh -c 'echo 1");
  // Where its host has met mute lately, that is reached too.
  expect(whole).toMatch(/(2 of 2|4 of 4) ways answer/);
  expect(whole).toMatch(/^e1 +(1 of 1|2 of 2) /m);
  expect(whole).toMatch(/^mute +unknown .*guest agent/m);
  expect(cut).toContain('One way only: e2 reaches e1, e1 does not reach e2');
  expect(cut).toMatch(/^e1 +0 of 1 +e2 \(one way\)/m);
  expect(cut).toContain('net why e1 e2');
  expect(cut.split('ps on e1')[1]).not.toMatch(/\bping\b/);
});
