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

it.each([
  { to: 'e2', words: 'e1 on kvm-a → e2 on kvm-b: 2 of 2 answered' },
  { to: 'kvm-a', words: 'e1 on kvm-a → host kvm-a: 2 of 2 answered' },
  { to: 'kvm-b', words: 'e1 on kvm-a → host kvm-b: 2 of 2 answered' },
  { to: '10.77.0.2', words: 'e1 on kvm-a → 10.77.0.2: 2 of 2 answered' },
])('a machine pings $to from inside', async ({ to, words }) => {
  const ran = await program(['run', `net ping e1 ${to} 2`, '--config', config]);
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(words) });
});
