import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { networkChats } from '../../adapters/chat/index.ts';
import { hypervisors } from '../../adapters/hypervisor/index.ts';
import { hasScript, openProgram } from '../adapters/chat/terminal/pty.ts';
import { ownDirectory } from '../setup/directory.ts';
import { temporaryDatabase } from '../store/database.ts';
import { environment, main, program } from './program.ts';
import { createTypist } from './typist.ts';

// Each starts the program several times, with its database.
vi.setConfig({ testTimeout: 120_000 });

/** A place without a hypervisor, as a person finds it before the first start. */
async function emptyPlace() {
  const directory = await ownDirectory();
  // The embedded server's own user must be able to reach its data.
  await chmod(directory, 0o755);
  const programs = join(directory, 'bin');
  await mkdir(programs);
  const data = join(directory, 'data');
  const config = join(directory, 'nakhoda.yaml');
  const setUp = (answers: readonly string[]) =>
    program(['setup'], { cwd: directory, data, path: programs, input: `${answers.join('\n')}\n` });
  /** What stands there besides the data and the programs. */
  const files = async () =>
    (await readdir(directory)).filter((name) => name !== 'data' && name !== 'bin').sort();
  return { directory, programs, data, config, setUp, files };
}

/** The demo by its word, its name, no further site. */
const demo = ['demo', 'campus', 'no'];
/** No chat, where there are some to choose from. */
const noChat = networkChats.length > 0 ? ['no'] : [];
/** The demo stands last among what can be added. */
const last = `${hypervisors.filter(({ setup }) => setup !== undefined).length}`;
const before = '# ours\nsites:\n  - { name: old, kind: demo } # the first\n';

describe('the set-up from a pipe', () => {
  it('writes the configuration and ends with the machines in it', async () => {
    const place = await emptyPlace();
    const ran = await place.setUp([...demo, '', 'asia/jakarta', ...noChat, 'y']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toContain('virsh is not installed');
    expect(ran.stdout).toMatch(/^web-1 +running/m);
    expect(parse(await readFile(place.config, 'utf8'))).toEqual({
      sites: [{ name: 'campus', kind: 'demo' }],
      timezone: 'Asia/Jakarta',
    });
    expect(await place.files()).toEqual(['.env', 'nakhoda.yaml']);
  });

  it('adds to a configuration, keeps its comments, and the old one beside it', async () => {
    const place = await emptyPlace();
    await writeFile(place.config, before);
    const ran = await place.setUp(['add', ...demo, '', 'UTC', ...noChat, 'y']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const text = await readFile(place.config, 'utf8');
    expect(text.startsWith(before)).toBe(true);
    expect(parse(text).sites.map(({ name }: { name: string }) => name)).toEqual(['old', 'campus']);
    expect(await readFile(`${place.config}.bak`, 'utf8')).toBe(before);
  });

  it('that ends too early, or with a no, leaves everything as it was', async () => {
    const place = await emptyPlace();
    await writeFile(place.config, before);
    for (const answers of [
      ['anew', ...demo],
      ['anew', ...demo, '', 'UTC', ...noChat, 'n'],
    ]) {
      const ran = await place.setUp(answers);
      expect(ran.exitCode).toBe(130);
      expect(ran.stdout).toContain('Left. The configuration and .env are as they were.');
      expect(await readFile(place.config, 'utf8')).toBe(before);
      expect(await place.files()).toEqual(['nakhoda.yaml']);
    }
  });

  it('that answers what does not fit ends with the reason', async () => {
    const place = await emptyPlace();
    const ran = await place.setUp(['demo', 'Two Words']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('small letters');
    expect(await place.files()).toEqual([]);
  });

  it('touches no configuration that has mistakes', async () => {
    const place = await emptyPlace();
    for (const broken of ['sites: [', 'sites:\n  - { name: a, kind: demi }\n']) {
      await writeFile(place.config, broken);
      const ran = await place.setUp([]);
      expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
      expect(ran.stderr).toMatch(/1 mistake\. Nothing was touched/);
      expect(await readFile(place.config, 'utf8')).toBe(broken);
      expect(await place.files()).toEqual(['nakhoda.yaml']);
    }
  });

  it('says why a configuration that is there cannot be read', async () => {
    const place = await emptyPlace();
    await mkdir(place.config);
    const ran = await place.setUp([]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toMatch(/is there and cannot be read: EISDIR.*\nNothing was touched\./);
  });

  it('asks nothing where it could not write', async () => {
    const ran = await program(['setup', '--config', '/proc/nakhoda.yaml'], { input: '' });
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('Nothing can be written in /proc');
  });
});

it('an own database is tested; its address stands in .env alone and is found at the next start', async () => {
  const place = await emptyPlace();
  const database = await temporaryDatabase();
  onTestFinished(() => database.dispose());
  const wrong = 'postgresql://bot:geheim-1@127.0.0.1:1/bot';
  const own = ['own', wrong, 'again', database.url];
  const key = ['yes', 'k'.repeat(32)];
  const ran = await place.setUp([...demo, ...own, 'UTC', ...noChat, ...key, 'y']);
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ran.stdout).toContain('The database 127.0.0.1:1/bot cannot be used');
  expect(ran.stdout).toMatch(/It answers: PostgreSQL \d+/);
  expect(ran.stdout).not.toContain('geheim-1');
  expect(ran.stdout).not.toContain(database.url);
  const configuration = await readFile(place.config, 'utf8');
  expect(parse(configuration).database).toEqual({ url: { env: 'DATABASE_URL' } });
  expect(configuration).not.toContain(database.url);
  const secrets = join(place.directory, '.env');
  expect((await stat(secrets)).mode & 0o777).toBe(0o600);
  expect(await readFile(secrets, 'utf8')).toBe(
    `DATABASE_URL='${database.url}'\nNAKHODA_AUDIT_KEY='${'k'.repeat(32)}'\n`,
  );
  expect(ran.stdout).not.toContain('kkkk');

  const next = await program(['run', 'fleet'], { cwd: place.directory, data: place.data });
  expect(next).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readdir(place.data)).not.toContain('postgres');
});

it('a second one is refused by name; one that was killed is no obstacle', async () => {
  const place = await emptyPlace();
  const options = { cwd: place.directory, env: { ...environment(), NAKHODA_DATA: place.data } };
  const first = execa(process.execPath, [main, 'setup'], { ...options, reject: false });
  await new Promise((resolve) => first.stdout.once('data', resolve));
  const second = await place.setUp([]);
  expect(second).toMatchObject({ exitCode: 1, stdout: '' });
  expect(second.stderr).toContain(`Another set-up is open here: process ${first.pid} of `);
  first.kill('SIGKILL');
  await first;
  expect(await place.files()).toEqual(['nakhoda.yaml.lock']);
  const third = await place.setUp([...demo, '', 'UTC', ...noChat, 'y']);
  expect(third.exitCode).toBe(0);
  expect(await place.files()).toEqual(['.env', 'nakhoda.yaml']);
});

describe.skipIf(!hasScript)('the set-up on a terminal', () => {
  async function open() {
    const place = await emptyPlace();
    const env = { NAKHODA_DATA: place.data, PATH: place.programs, HOME: place.directory };
    // `script` and its shell are found by the full path the test runs with.
    const words = ['/usr/bin/env', ...Object.entries(env).map(([key, value]) => `${key}=${value}`)];
    const pty = openProgram([...words, process.execPath, main, 'setup'], {
      cwd: place.directory,
      patienceMs: 30_000,
    });
    onTestFinished(() => pty.kill());
    return { place, pty, person: createTypist(pty) };
  }

  it('takes the demo in a few keys', async () => {
    const { place, pty, person } = await open();
    await person.answer(/Which hypervisor[\s\S]+?Which \[1\]: /, '9');
    await pty.sees(`Type a number from 1 to ${last}.`);
    await person.answer(/Which \[1\]: /, last);
    await person.answer(/A name for this site \[demo\]: /);
    await person.answer(/Add another site[\s\S]+?Which \[1\]: /);
    await person.answer(/Where does the bot keep[\s\S]+?Which \[1\]: /);
    await person.answer(/Time zone[^\n]+: /);
    if (noChat.length > 0) await person.answer(/Connect a chat[\s\S]+?Which \[1\]: /);
    await person.answer(/Write this\? \[Y\/n\]: /);
    expect(await pty.exit, pty.seen()).toBe(0);
    expect(pty.seen()).toMatch(/^web-1 +running/m);
    expect(await place.files()).toEqual(['.env', 'nakhoda.yaml']);
    console.log(`The demo was set up with ${person.keys} keystrokes.`);
  });

  it('shows no secret, also while it is typed', async () => {
    const { pty, person } = await open();
    await person.answer(/Which hypervisor[\s\S]+?Which \[1\]: /, last);
    await person.answer(/A name for this site \[demo\]: /);
    await person.answer(/Add another site[\s\S]+?Which \[1\]: /);
    await person.answer(/Where does the bot keep[\s\S]+?Which \[1\]: /, '2');
    await person.answer(/\(not shown\): /, 'postgresql://bot:geheim-2@127.0.0.1:1/bot');
    await pty.sees('cannot be used');
    expect(pty.raw()).not.toContain('geheim-2');
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('is left with %s, says so, and has changed nothing', async (_, key) => {
    const { place, pty } = await open();
    await pty.sees('Which hypervisor');
    await pty.sees(/Which \[1\]: /);
    pty.keys(key);
    expect(await pty.exit).toBe(130);
    expect(pty.seen()).toContain('Left. The configuration and .env are as they were.');
    expect(await place.files()).toEqual([]);
  });
});
