import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { PIECE, pieceScript, placeScript, roomScript } from '../../src/guest/copy/scripts.ts';
import type { OperationData } from '../../src/operation.ts';
import { type Bench, textOf } from '../commands/bench.ts';
import { memoryTask } from '../contracts/task.ts';
import { type CopyLab, openLab, sh } from './copy-lab.ts';

const linux = existsSync('/proc/self/environ');

describe.runIf(linux)('a copy of a file between two guests', () => {
  let lab: CopyLab;
  let bench: Bench;
  beforeEach(async () => {
    lab = await openLab();
    bench = lab.bench;
  });
  afterEach(() => lab.close());

  const content = randomBytes(2 * PIECE + 17);
  const put = (path: string, what: Buffer | string = content) => writeFile(path, what);
  const one = async (line: string): Promise<OperationData> => {
    const { operations } = await bench.plan(line);
    return operations[0] ?? expect.fail();
  };
  it('arrives whole, in pieces, with its mode, and says its checksum; nothing else stays', async () => {
    await put(`${lab.e1}/big`);
    await chmod(`${lab.e1}/big`, 0o4750);
    const plan = await bench.plan(`guest copy e1 ${lab.e1}/big e2 ${lab.e2}/`);
    expect(plan.danger).toBeUndefined();
    const task = memoryTask();
    const { state, card, detail } = await bench.perform(plan.operations[0] ?? expect.fail(), task);
    expect(state, textOf(card)).toBe('done');
    expect(await readFile(`${lab.e2}/big`)).toEqual(content);
    expect((await stat(`${lab.e2}/big`)).mode & 0o7777).toBe(0o750);
    const sum = createHash('sha256').update(content).digest('hex');
    expect(textOf(card)).toContain(sum);
    expect(textOf(card)).toContain('750 ');
    expect(detail).toBe(`${content.length} bytes, SHA-256 ${sum}`);
    expect(lab.ran(pieceScript)).toBe(3);
    expect(task.progress.map(({ fraction }) => fraction).at(-1)).toBe(1);
    expect(lab.left()).toEqual([]);
  });

  it.each(['', '\n', '\0\u00ff'])('of %j is that, byte for byte', async (text) => {
    await put(`${lab.e1}/small`, text);
    await bench.carryOut(`guest copy e1 ${lab.e1}/small e2 ${lab.e2}/small`);
    expect(await readFile(`${lab.e2}/small`, 'utf8')).toBe(text);
    expect(lab.left()).toEqual([]);
  });

  it.each(['-rf', "it's $(touch x) `y`", 'a\nb', '*', 'ü '])(
    'takes %j for a name and nothing else',
    async (name) => {
      await put(`${lab.e1}/file`);
      const operation = await one(`guest copy e1 ${lab.e1}/file e2 '${lab.e2}/plain'`);
      const input = JSON.parse(JSON.stringify(operation.input));
      input.to.path = `${lab.e2}/${name}`;
      const { state } = await bench.perform({ ...operation, input });
      expect(state).toBe('done');
      expect(await readdir(lab.e2)).toEqual([name]);
    },
  );

  it('refuses a target that is there, and with --replace asks first', async () => {
    await put(`${lab.e1}/conf`, 'new');
    await put(`${lab.e2}/conf`, 'older');
    await chmod(`${lab.e2}/conf`, 0o600);
    const line = `guest copy e1 ${lab.e1}/conf e2 ${lab.e2}/conf`;
    await expect(bench.plan(line)).rejects.toMatchObject({
      code: 'conflict',
      choices: [`${line} --replace`],
    });
    const plan = await bench.plan(`${line} --replace`);
    expect(plan.danger).toBe('confirm');
    expect(textOf(plan.preview ?? expect.fail())).toContain('what it holds now is lost');
    await bench.perform(plan.operations[0] ?? expect.fail());
    expect(await readFile(`${lab.e2}/conf`, 'utf8')).toBe('new');
    expect((await stat(`${lab.e2}/conf`)).mode & 0o777).toBe(0o600);
    expect(lab.left()).toEqual([]);
  });

  it('through a link replaces what it names', async () => {
    await put(`${lab.e1}/conf`, 'new');
    await put(`${lab.e2}/real`, 'old');
    await symlink('real', `${lab.e2}/link`);
    await bench.carryOut(`guest copy e1 ${lab.e1}/conf e2 ${lab.e2}/link --replace`);
    expect(await readFile(`${lab.e2}/real`, 'utf8')).toBe('new');
    expect(lab.left()).toEqual([]);
  });

  it('leaves alone what came into its place meanwhile', async () => {
    await put(`${lab.e1}/conf`, 'new');
    const operation = await one(`guest copy e1 ${lab.e1}/conf e2 ${lab.e2}/conf`);
    lab.instead = (script, argv) =>
      script === placeScript ? put(`${lab.e2}/conf`, 'theirs').then(() => sh(argv)) : undefined;
    await expect(bench.perform(operation)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await readFile(`${lab.e2}/conf`, 'utf8')).toBe('theirs');
    expect(lab.left()).toEqual([]);
  });

  it.each([
    ['no such file', () => 'nope', 'not-found'],
    ['a folder', () => '.', 'conflict'],
  ])('of %s is refused before anything is asked of the other', async (_, name, code) => {
    const line = `guest copy e1 ${lab.e1}/${name()} e2 ${lab.e2}/x`;
    await expect(bench.plan(line)).rejects.toMatchObject({ code });
  });

  it('into folders that are not there makes them, as a write does, and says so', async () => {
    await put(`${lab.e1}/conf`, 'new');
    const { card } = await bench.carryOut(`guest copy e1 ${lab.e1}/conf e2 ${lab.e2}/a/b/`);
    expect(await readFile(`${lab.e2}/a/b/conf`, 'utf8')).toBe('new');
    expect(textOf(card)).toContain('/a/b/conf; its folder was made');
    expect((await stat(`${lab.e2}/a`)).mode & 0o777).toBe(0o777 & ~process.umask());
    const beside = await bench.carryOut(`guest copy e1 ${lab.e1}/conf e2 ${lab.e2}/a/b/more`);
    expect(textOf(beside.card)).not.toContain('its folder was made');
    expect(await readdir(`${lab.e2}/a/b`)).toEqual(['conf', 'more']);
    expect(await readdir(lab.e2)).toEqual(['a']);
  });

  it('that fails has made no folder, before its end and at it', async () => {
    await put(`${lab.e1}/conf`, 'new');
    const operation = await one(`guest copy e1 ${lab.e1}/conf e2 ${lab.e2}/a/b/conf`);
    lab.instead = (script) =>
      script === pieceScript ? Promise.reject(new BotError('failed', 'cut off')) : undefined;
    await expect(bench.perform(operation)).rejects.toMatchObject({ message: 'cut off' });
    expect(await readdir(lab.e2)).toEqual([]);
    // The last folder is there, and nothing can be put into it.
    const named = { ...operation, input: JSON.parse(JSON.stringify(operation.input)) };
    named.input.to.path = `${lab.e2}/a/b/${'x'.repeat(300)}`;
    lab.instead = () => undefined;
    await expect(bench.perform(named)).rejects.toMatchObject({ code: 'failed' });
    expect(await readdir(lab.e2)).toEqual([]);
  });

  it('comes to its place also where another made the folder meanwhile', async () => {
    await put(`${lab.e1}/conf`, 'new');
    const operation = await one(`guest copy e1 ${lab.e1}/conf e2 ${lab.e2}/a/b/conf`);
    lab.instead = (script, argv) =>
      script === placeScript
        ? mkdir(`${lab.e2}/a/b`, { recursive: true }).then(() => sh(argv))
        : undefined;
    const { state } = await bench.perform(operation);
    expect(state).toBe('done');
    expect(await readdir(`${lab.e2}/a/b`)).toEqual(['conf']);
    expect(await readdir(lab.e2)).toEqual(['a']);
  });

  it.each([
    ['a file', () => put(`${lab.e2}/no`, 'a file')],
    ['a link that leads nowhere', () => symlink('gone', `${lab.e2}/no`)],
  ])('is refused where %s is in the place of its folder', async (_, lay) => {
    await put(`${lab.e1}/conf`, 'new');
    await lay();
    await expect(
      bench.plan(`guest copy e1 ${lab.e1}/conf e2 ${lab.e2}/no/such/x`),
    ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('no folder') });
  });

  it('sends a piece packed where that is smaller, and as it is to a guest without gzip', async () => {
    const text = Buffer.from('a line of a log that is like the others\n'.repeat(20_000));
    await put(`${lab.e1}/log`, Buffer.concat([text, content.subarray(0, PIECE)]));
    const copy = async (name: string) => {
      lab.sent.length = 0;
      await bench.carryOut(`guest copy e1 ${lab.e1}/log e2 ${lab.e2}/${name}`);
      expect(await readFile(`${lab.e2}/${name}`)).toEqual(await readFile(`${lab.e1}/log`));
      return lab.sent.map((bytes) => bytes < PIECE / 8);
    };
    expect(await copy('packed')).toEqual([true, false, false]);
    lab.instead = (script, argv) =>
      script === roomScript
        ? sh(argv).then((said) => ({ ...said, stdout: said.stdout.replace('unpacks gzip', '') }))
        : undefined;
    expect(await copy('plain')).toEqual([false, false, false]);
    expect(lab.left()).toEqual([]);
  });

  it('from and to one guest, or of what is no whole path, is refused', async () => {
    await put(`${lab.e1}/conf`, 'new');
    const refused = (line: string) => expect(bench.plan(line)).rejects;
    await refused(`guest copy e1 ${lab.e1}/conf e1 ${lab.e1}/x`).toMatchObject({
      code: 'invalid',
    });
    await refused(`guest copy e1 conf e2 ${lab.e2}/x`).toMatchObject({ code: 'invalid' });
  });

  it('needs the right to read where the file is', async () => {
    await put(`${lab.e1}/conf`);
    const other = await openLab({ may: (right) => right !== 'guest.read' });
    const line = `guest copy e1 ${lab.e1}/conf e2 ${lab.e2}/conf`;
    await expect(other.bench.plan(line)).rejects.toMatchObject({ code: 'forbidden' });
    await other.close();
  });
});
