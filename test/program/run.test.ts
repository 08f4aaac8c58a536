import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoHome, demoHome } from './demo.ts';
import { environment, program, story } from './program.ts';

describe('the program', () => {
  let home: DemoHome;
  beforeAll(async () => {
    home = await demoHome();
  });
  afterAll(() => home.dispose());
  const run = (line: string, ...more: string[]) =>
    program(['run', line, '--config', home.config, ...more]);

  it('prints nothing but the card’s JSON with --json', async () => {
    const { stdout, stderr, exitCode } = await run('vm list', '--json');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ blocks: [{ type: 'table' }] });
  });

  it('prints nothing but JSON through npm too', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const words = ['start', '--silent', '--', 'run', 'vm list', '--config', home.config, '--json'];
    const ran = await execa('npm', words, { cwd: root, env: environment(), reject: false });
    expect(ran).toMatchObject({ stderr: '', exitCode: 0 });
    expect(JSON.parse(ran.stdout)).toMatchObject({ blocks: [{ type: 'table' }] });
  });

  it('follows an operation of run to its end and says it in JSON', async () => {
    const { stdout, exitCode } = await run('snapshot create web-2 nightly', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'done', tone: 'success' });
  });

  it.each([
    { line: 'help', code: 0 },
    { line: 'vm show no-such-machine', code: 1 },
    { line: 'vm start web-1', code: 1 },
    { line: 'guest run web-1 false', code: 1 },
    { line: 'snapshot rollback web-1 before', code: 1 },
    { line: 'vm lst', code: 2 },
    { line: 'snapshot create', code: 2 },
  ])('exits $code after "$line"', async ({ line, code }) => {
    const { exitCode, stdout } = await run(line);
    expect(exitCode).toBe(code);
    expect(stdout.trim()).not.toBe('');
  });

  it.each([[['walk']], [['run']], [['run', 'vm', 'list']], [['--bogus']]])(
    'does not understand the arguments %j: usage, exit 2',
    async (args) => {
      const { exitCode, stdout, stderr } = await program(args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain('nakhoda run "vm list"');
    },
  );

  it('tells the whole story from a pipe and exits 0', { timeout: 120_000 }, async () => {
    const ran = await program(['--config', home.config], {
      input: story('web-1', 'web-2').join('\n'),
    });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toContain('web-1 was rolled back to before');
    expect(ran.stdout).toContain('demo: none of these machines is real');
  });

  it('stops a pipe at the first failure, unless told to keep going', async () => {
    const input = 'vm show nobody\nhelp\n';
    const stopped = await program(['--config', home.config], { input });
    const kept = await program(['--config', home.config, '--keep-going'], { input });
    expect(stopped).toMatchObject({ exitCode: 1 });
    expect(stopped.stdout).not.toContain('snapshot');
    expect(kept).toMatchObject({ exitCode: 1 });
    expect(kept.stdout).toContain('snapshot');
  });

  it('names every mistake of a configuration, five of them at once, and exits 2', async () => {
    const config = join(dirname(home.config), 'wrong.yaml');
    await writeFile(
      config,
      `sites:
  - { name: Web Servers, kind: demo }
  - { name: b, kind: libvrit }
  - { name: c, kind: demo, speed: fast }
freshness: soon
lgo: debug
`,
    );
    const { exitCode, stdout, stderr } = await program(['run', 'help', '--config', config]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    for (const part of [
      '5 mistakes',
      'sites[0].name',
      'mean libvirt?',
      'sites[2].speed',
      'freshness: ',
      'lgo',
    ]) {
      expect(stderr).toContain(part);
    }
  });

  it('names a configuration that is not there and exits 2', async () => {
    const { exitCode, stderr } = await program(['--config', '/nonexistent/nakhoda.yaml']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('/nonexistent/nakhoda.yaml');
  });
});
