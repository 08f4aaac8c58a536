import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasScript } from '../adapters/chat/terminal/pty.ts';
import { gone } from '../fixtures/processes.ts';
import { relayToDatabase } from '../fixtures/relay.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../store/database.ts';
import { environment, main, program } from './program.ts';
import { type Service, type ServiceHome, service, serviceHome } from './service.ts';

let store: TemporaryDatabase;
const homes: ServiceHome[] = [];
const services: Service[] = [];
beforeAll(async () => {
  store = await temporaryDatabase();
});
afterAll(() => store.dispose());
afterEach(async () => {
  for (const one of services.splice(0)) {
    one.kill('SIGKILL');
    await one.ended();
  }
  for (const home of homes.splice(0)) await home.dispose();
});

async function started(options: Partial<Parameters<typeof serviceHome>[0]> = {}, env = {}) {
  const home = await serviceHome({ database: store.url, ...options });
  homes.push(home);
  const serving = await service({ config: home.config, env });
  services.push(serving);
  return { ...home, ...serving };
}

const ready = (serving: Service) => async () => (await serving.get('/readyz')).status;
const until = { timeout: 20_000 };

describe('the service', { timeout: 90_000 }, () => {
  it('answers whether it lives and is ready, and names each site with its last answer', async () => {
    const serving = await started();
    await serving.says('ready');
    expect(await serving.get('/livez')).toMatchObject({ status: 200, body: '{"live":true}\n' });
    await expect
      .poll(async () => JSON.parse((await serving.get('/readyz')).body), until)
      .toEqual({
        ready: true,
        reasons: [],
        sites: [
          { name: 'campus', answers: true, lastAnswer: expect.stringMatching(/^\d{4}-.*Z$/) },
        ],
        chats: [],
      });
  });

  it('stays when its input ends and when it is hung up on, and shows more on SIGUSR2', async () => {
    const serving = await started();
    await serving.says('ready');
    serving.kill('SIGHUP');
    await serving.says('a hang-up without a terminal: staying');
    serving.kill('SIGUSR2');
    expect(await serving.says('the log’s level was changed')).toMatchObject({ now: 'debug' });
    expect(await serving.get('/livez')).toMatchObject({ status: 200 });
  });

  it.skipIf(!hasScript)('leaves when the terminal that it stands in is closed', async () => {
    const home = await serviceHome({ database: store.url });
    homes.push(home);
    const line = `${process.execPath} ${main} serve --config ${home.config}`;
    const child = execa('script', ['-qec', line, '/dev/null'], {
      env: environment(),
      stdin: 'pipe',
      reject: false,
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const pid = () => /"pid":(\d+),"msg":"ready"/.exec(text)?.[1];
    await expect.poll(pid, until).toBeDefined();
    process.kill(Number(pid()), 'SIGHUP');
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(text).toContain('"signal":"SIGHUP","msg":"leaving"');
  });

  it('that finds no database says so, and listens no longer', async () => {
    const home = await serviceHome({ database: 'postgresql://nakhoda@127.0.0.1:1/nakhoda' });
    homes.push(home);
    const serving = await service({ config: home.config });
    services.push(serving);
    expect(await serving.ended()).toMatchObject({ exitCode: 1 });
    expect(serving.text()).toContain('database');
    await expect(serving.get('/livez')).rejects.toThrow('fetch failed');
  });

  it('hands over what it follows on SIGTERM and exits 0; whoever takes it next ends it', async () => {
    // It runs for longer than the figures of /metrics live.
    const serving = await started({ speed: 2 });
    await serving.says('ready');
    const line = ['run', 'snapshot create web-1 handed', '--config', serving.config];
    const asked = program(line);
    const running = async () => (await serving.get('/metrics')).body;
    await expect.poll(running, until).toContain('nakhoda_operations_open{state="running"} 1');
    serving.kill('SIGTERM');
    expect(await serving.ended()).toEqual({ exitCode: 0, signal: undefined });
    expect(await asked).toMatchObject({ exitCode: 0 });
    const shown = await program(['run', 'task show 1', '--config', serving.config]);
    expect(shown.stdout).toContain('Resumed');
  });

  it('counts what it did for another process', async () => {
    const serving = await started();
    await serving.says('ready');
    const line = ['run', 'snapshot create web-2 counted', '--config', serving.config];
    expect(await program(line)).toMatchObject({ exitCode: 0 });
    const { body } = await serving.get('/metrics');
    expect(body).toContain('nakhoda_operations_total{kind="snapshot.create",state="done"} 1');
    expect(body).toContain('nakhoda_operation_duration_seconds_count{kind="snapshot.create"} 1');
    expect(body).toMatch(/nakhoda_hypervisor_calls_total\{site="campus"\} [1-9]/);
    expect(body).toContain('nakhoda_site_up{site="campus"} 1');
  });

  it('measures the sites that it polls', async () => {
    const serving = await started();
    await serving.says('ready');
    const measured = async () => (await serving.get('/metrics')).body;
    await expect.poll(measured, until).toMatch(/nakhoda_samples_total\{site="campus"\} [1-9]/);
    expect(await measured()).toContain('nakhoda_poll_duration_seconds_count{site="campus"} ');
    await expect.poll(measured, until).toMatch(/nakhoda_incidents_open\{site="campus"\} \d/);
    expect(await measured()).toMatch(/nakhoda_rules_duration_seconds_count\{site="campus"\} \d/);
  });

  it('is not ready while its database is away, and ready again when it is back', async () => {
    const relay = await relayToDatabase(store.url);
    const serving = await started({ database: relay.url });
    await expect.poll(ready(serving), until).toBe(200);
    await relay.cut();
    await expect.poll(ready(serving), until).toBe(503);
    expect(JSON.parse((await serving.get('/readyz')).body)).toMatchObject({
      ready: false,
      reasons: ['The bot’s database does not answer'],
    });
    expect(await serving.get('/livez')).toMatchObject({ status: 200 });
    expect((await serving.get('/metrics')).body).not.toContain('nakhoda_operations_open{');
    await relay.lay();
    await expect.poll(ready(serving), until).toBe(200);
    await relay.cut();
  });

  it('leaves at once on a second SIGTERM, when the first hangs', async () => {
    const relay = await relayToDatabase(store.url);
    const serving = await started({ database: relay.url });
    await serving.says('ready');
    relay.freeze();
    serving.kill('SIGTERM');
    await expect.poll(ready(serving), until).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 400));
    serving.kill('SIGTERM');
    await gone(serving.pid);
    expect(await serving.ended()).toMatchObject({ exitCode: 143 });
    await relay.cut();
  });

  it('says at once that its port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const home = await serviceHome({ database: store.url });
    homes.push(home);
    const ran = await execa(process.execPath, [main, 'serve', '--config', home.config], {
      env: { ...environment(), NAKHODA_HTTP: `127.0.0.1:${port}` },
      reject: false,
    });
    taken.close();
    expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ran.stderr).toContain(`127.0.0.1:${port} is taken: another program listens there`);
  });

  it('tells systemd when it is ready, alive and leaving', async () => {
    const home = await serviceHome({ database: store.url });
    homes.push(home);
    const directory = dirname(home.config);
    const told = join(directory, 'told');
    const notify = `#!/bin/sh\necho "$NOTIFY_SOCKET $1" >> ${told}\n`;
    await writeFile(join(directory, 'systemd-notify'), notify, { mode: 0o755 });
    const serving = await service({
      config: home.config,
      env: {
        PATH: `${directory}:${process.env['PATH']}`,
        NOTIFY_SOCKET: '/run/notify',
        WATCHDOG_USEC: '400000',
      },
    });
    services.push(serving);
    const heard = async () => (await execa('cat', [told], { reject: false })).stdout;
    await expect.poll(heard, until).toMatch(/^\/run\/notify READY=1\n.*WATCHDOG=1/);
    serving.kill('SIGTERM');
    expect(await serving.ended()).toMatchObject({ exitCode: 0 });
    expect(await heard()).toMatch(/\/run\/notify STOPPING=1$/);
  });
});
