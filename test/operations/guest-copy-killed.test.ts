import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { addScript, PIECE, pieceScript, sweepScript } from '../../src/guest/copy/scripts.ts';
import type { OperationData } from '../../src/operation.ts';
import type { Bench } from '../commands/bench.ts';
import { memoryTask } from '../contracts/task.ts';
import { type CopyLab, openLab } from './copy-lab.ts';

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
  it.each([
    { dies: 'after-intent', diesAt: 0 },
    { dies: 'after-do', diesAt: 0 },
    { dies: 'after-intent', diesAt: 1 },
    { dies: 'after-do', diesAt: 1 },
  ] as const)('whose bot dies $dies of act $diesAt comes to its end all the same', async (dies) => {
    await put(`${lab.e1}/big`);
    const operation = await one(`guest copy e1 ${lab.e1}/big e2 ${lab.e2}/new/big`);
    const first = memoryTask(dies);
    void bench.perform(operation, first);
    await first.died;
    const next = memoryTask({ records: first.records });
    expect(await bench.perform(operation, next)).toMatchObject({ state: 'done' });
    expect(await readFile(`${lab.e2}/new/big`)).toEqual(content);
    expect(lab.left()).toEqual([]);
  });

  it.each(['cancelled', 'handover'] as const)(
    'that is %s half-way leaves nothing but to the next bot',
    async (reason) => {
      await put(`${lab.e1}/big`);
      const operation = await one(`guest copy e1 ${lab.e1}/big e2 ${lab.e2}/big`);
      const first = memoryTask();
      lab.instead = (script) => {
        if (script === addScript) first.stop(reason);
        return undefined;
      };
      const error = await bench.perform(operation, first).catch((failed: unknown) => failed);
      expect(error).not.toMatchObject({ state: 'done' });
      expect(existsSync(`${lab.e2}/big`)).toBe(false);
      if (reason === 'cancelled') return expect(lab.left()).toEqual([]);
      lab.instead = () => undefined;
      const next = memoryTask({ records: first.records });
      expect(await bench.perform(operation, next)).toMatchObject({ state: 'done' });
      expect(await readFile(`${lab.e2}/big`)).toEqual(content);
      return expect(lab.left()).toEqual([]);
    },
  );

  it('of a file that is written to meanwhile fails, and changes nothing', async () => {
    await put(`${lab.e1}/log`);
    const operation = await one(`guest copy e1 ${lab.e1}/log e2 ${lab.e2}/log`);
    lab.instead = (script) => {
      if (script !== pieceScript) return undefined;
      lab.instead = () => undefined;
      return put(`${lab.e1}/log`, randomBytes(content.length)).then(() => ({
        ...{ exitCode: 0, stderr: '', truncated: false },
        stdout: content.subarray(0, PIECE).toString('base64'),
      }));
    };
    await expect(bench.perform(operation)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('checksum'),
    });
    expect(await readdir(lab.e2)).toEqual([]);
    expect(lab.left()).toEqual([]);
  });

  it('whose guest does not answer in the end says where a part may lie', async () => {
    await put(`${lab.e1}/big`);
    const operation = await one(`guest copy e1 ${lab.e1}/big e2 ${lab.e2}/big`);
    lab.instead = (script) =>
      [addScript, sweepScript].includes(script)
        ? Promise.reject(new BotError('failed', 'the agent is gone'))
        : undefined;
    await expect(bench.perform(operation)).rejects.toMatchObject({
      hint: expect.stringContaining('.nakhoda-copy-'),
    });
  });
});
