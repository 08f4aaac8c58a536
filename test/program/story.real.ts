import { expect, it } from 'vitest';
import { program, story } from './program.ts';
import { ready } from './ready.ts';

it('the whole story, on real machines, from a pipe', { timeout: 240_000 }, async () => {
  const config = process.env['NAKHODA_LAB'] ?? '';
  await ready(config, ['e1', 'e2']);
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
