import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('pigeon-service.ts', import.meta.url));

/** Runs until it is ready, is told to leave then, and gives what it said. */
async function service(words: readonly string[]) {
  const child = execa(process.execPath, [script, ...words], { reject: false, timeout: 60_000 });
  let log = '';
  let isTold = false;
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    if (isTold || !log.includes('"msg":"ready"')) return;
    isTold = true;
    child.kill('SIGTERM');
  });
  const { exitCode, stdout } = await child;
  return { exitCode, stdout, log };
}

it('the service stops its chats before the bot closes', async () => {
  expect(await service(['pigeon', 'pigeon'])).toMatchObject({
    exitCode: 0,
    stdout: 'welcome\nclosed; start, stop; start, stop',
  });
});

it('the service goes on without a chat that turns it away, and says so', async () => {
  const { exitCode, stdout, log } = await service(['revoked', 'pigeon']);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: 'welcome\nclosed; start, stop; start, stop',
  });
  expect(log).toContain('revoked 1 is not connected, and stays so');
  expect(log).toContain('"why":"Its token was revoked"');
});

it('the service ends, with 1 and the reason, when its only chat turns it away', async () => {
  const { exitCode, stdout, log } = await service(['revoked']);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 1,
    stdout: `closed; start, stop
revoked 1 is not connected: Its token was revoked
Ask.`,
  });
  expect(log).not.toContain('"msg":"ready"');
});
