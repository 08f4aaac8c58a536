import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createLane, type Lane } from '../../../../adapters/hypervisor/libvirt/lane.ts';
import { createPool } from '../../../../adapters/hypervisor/libvirt/pool.ts';
import { jsonWord } from '../../../../adapters/hypervisor/libvirt/words.ts';
import { open, type Running } from '../../../../src/exec.ts';

const never = new AbortController().signal;
const opened: Running[] = [];
const lanes: Lane[] = [];

function shell(file: string, words: readonly string[]) {
  return () => {
    const child = open(file, words, { VIRSH_HISTSIZE: '0', INPUTRC: '/dev/null', TERM: 'dumb' });
    opened.push(child);
    return child;
  };
}

function kept(lane: Lane): Lane {
  lanes.push(lane);
  return lane;
}

const fake = shell(process.execPath, [join(import.meta.dirname, 'fake-virsh.ts')]);
const ask = (lane: Lane, ...lines: string[]) =>
  lane.ask(lines, { signal: never, timeoutMs: 20_000 });

afterEach(() => {
  for (const lane of lanes.splice(0)) lane.close();
  opened.length = 0;
});

describe('a lane', () => {
  it('gives each line its own answer, in order, from one shell', async () => {
    const lane = kept(createLane(fake));
    const [a, b] = await Promise.all([
      ask(lane, 'echo one', 'refuse', 'echo two'),
      ask(lane, 'echo three'),
    ]);
    expect(a).toEqual([
      { out: 'one\n', err: '' },
      { out: '', err: "error: failed to get domain 'x'\n" },
      { out: 'two\n', err: '' },
    ]);
    expect(b).toEqual([{ out: 'three\n', err: '' }]);
    expect(opened).toHaveLength(1);
  });

  it('is not misled by output that looks like its prompt and marks', async () => {
    const lane = kept(createLane(fake));
    const [answer, next] = await ask(lane, 'hostile', 'echo next');
    expect(answer?.out).toBe(
      'virsh # not a prompt\nmark-0-0-end\nerror: x\nvirsh # echo --err mark\n',
    );
    expect(next?.out).toBe('next\n');
  });

  it('stays in step behind a long line and a long answer', async () => {
    const lane = kept(createLane(fake));
    const long = `echo ${'y'.repeat(100_000)}`;
    const [echo, big, last] = await ask(lane, long, 'big 2000000', 'echo last');
    expect(echo?.out).toHaveLength(100_001);
    expect(big?.out).toHaveLength(2_000_001);
    expect(last?.out).toBe('last\n');
  });

  it('says timeout for a stuck command and answers the next from a fresh shell', async () => {
    const lane = kept(createLane(fake));
    await ask(lane, 'echo warm');
    const stuck = lane.ask(['stuck'], { signal: never, timeoutMs: 200 });
    const next = ask(lane, 'echo next');
    await expect(stuck).rejects.toMatchObject({ code: 'timeout' });
    expect(await next).toEqual([{ out: 'next\n', err: '' }]);
    expect(opened).toHaveLength(2);
    expect((await opened[0]?.ended)?.exitCode).toBeUndefined();
  });

  it('says unreachable with the last words of a shell that died, and opens another', async () => {
    const lane = kept(createLane(fake));
    await expect(ask(lane, 'die')).rejects.toMatchObject({
      code: 'unreachable',
      message: 'libvirt does not answer: End of file while reading data: Input/output error',
    });
    expect(await ask(lane, 'echo again')).toEqual([{ out: 'again\n', err: '' }]);
  });

  it('takes the notice of a restarted daemon for no failure', async () => {
    const lane = kept(createLane(fake));
    expect(await ask(lane, 'farewell')).toEqual([{ out: 'still here\n', err: '' }]);
  });

  it('says what is missing where there is no virsh', async () => {
    const lane = kept(createLane(shell('/no/such/virsh', [])));
    await expect(ask(lane, 'uri')).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('lets a caller leave whose signal aborts, and answers the others', async () => {
    const lane = kept(createLane(fake));
    await ask(lane, 'echo warm');
    const control = new AbortController();
    const left = lane.ask(['stuck'], { signal: control.signal, timeoutMs: 300 });
    const next = ask(lane, 'echo next');
    control.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(await next).toEqual([{ out: 'next\n', err: '' }]);
  });

  it('ends its shell when it is closed', async () => {
    const lane = createLane(fake);
    await ask(lane, 'echo one');
    lane.close();
    expect(await opened[0]?.ended).toMatchObject({ missing: false });
  });

  it('opens no shell any more once it is closed, not even for a question on its way', async () => {
    const lane = createLane(fake);
    const onItsWay = ask(lane, 'echo one');
    lane.close();
    await expect(onItsWay).rejects.toMatchObject({ code: 'unreachable' });
    await expect(ask(lane, 'echo two')).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('a pool of lanes', () => {
  it('answers past a stuck one', async () => {
    const pool = kept(createPool(fake, 2));
    const stuck = pool.ask(['stuck'], { signal: never, timeoutMs: 60_000 });
    const quick = await Promise.race([ask(pool, 'echo quick'), stuck]);
    expect(quick).toEqual([{ out: 'quick\n', err: '' }]);
    expect(pool.waiting).toBe(1);
    pool.close();
    await expect(stuck).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('opens no more lanes than it may', async () => {
    const pool = kept(createPool(fake, 2));
    await Promise.all(Array.from({ length: 8 }, (_, at) => ask(pool, `echo ${at}`)));
    expect(opened).toHaveLength(2);
  });
});

describe('a JSON word', () => {
  it('is the same JSON value, in signs that are no key to readline and end no quotes', () => {
    const property = fc.property(fc.jsonValue(), (value) => {
      const word = jsonWord(value);
      expect(word).toMatch(/^'[ -&(-~]*'$/);
      expect(JSON.parse(word.slice(1, -1))).toEqual(JSON.parse(JSON.stringify(value)));
    });
    fc.assert(property);
  });

  it('is no longer than it has to be: base64 stays as it is', () => {
    const data = Buffer.alloc(300, '\u00ff\u00fe').toString('base64');
    expect(data).toMatch(/[+/]/);
    expect(jsonWord({ data })).toBe(`'{"data":"${data}"}'`);
  });
});

function hasVirsh(): boolean {
  try {
    execFileSync('virsh', ['-c', 'test:///default', 'uri'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasVirsh())('a lane of the real virsh (skipped where it is not installed)', () => {
  const real = shell('virsh', ['-c', 'test:///default']);

  it('tells answers from refusals', async () => {
    const lane = kept(createLane(real));
    const [uri, missing, list] = await ask(lane, 'uri', 'domstate nosuch', 'list --all --name');
    expect(uri).toEqual({ out: 'test:///default\n\n', err: '' });
    expect(missing?.err).toBe("error: failed to get domain 'nosuch'\n");
    expect(list?.out).toBe('test\n\n');
  });

  it('hears a JSON word as it was sent, whatever is in it', async () => {
    const lane = kept(createLane(real));
    const hostile = { a: '\'"\\; quit\n\t\u0001\u001B[A`$(id) é\u202E\uD83D\uDE80' };
    const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, at) => 32 + at));
    const values = [hostile, printable, ...fc.sample(fc.jsonValue(), 40)];
    const answers = await ask(lane, ...values.map((value) => `echo ${jsonWord(value)}`));
    for (const [at, { out, err }] of answers.entries()) {
      expect(err).toBe('');
      expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(values[at])));
    }
  });

  it('takes a line of 100 KB', async () => {
    const lane = kept(createLane(real));
    const value = 'z'.repeat(100_000);
    const [answer] = await ask(lane, `echo ${jsonWord(value)}`);
    expect(JSON.parse(answer?.out ?? '')).toBe(value);
  });
});
