import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exec } from '../../../src/exec.ts';
import { madeUpCall, openStage, recordedCall, type Stage } from './stage.ts';

const { signal } = new AbortController();

describe('a stand-in for VBoxManage', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(() => stage.close());

  function ask(...words: readonly string[]) {
    const { program, userHome } = stage.settings;
    const options = { signal, timeoutMs: 20_000 };
    return exec('env', [`VBOX_USER_HOME=${userHome}`, program, ...words], options);
  }

  it('says what was recorded, each stream and the exit code', async () => {
    const call = recordedCall('snapshot-delete-with-2-children');
    stage.play(call);
    const { argv, ...said } = call;
    expect(await ask(...argv)).toEqual(said);
    expect(said.stderr).toContain('2 child snapshots');
    expect(stage.calls()).toEqual([{ argv, input: '' }]);
  });

  it('refuses words that differ from what was recorded in any way', async () => {
    stage.play(recordedCall('list-vms'));
    for (const words of [['list', 'vms', '--long'], ['list'], ['list', 'vm']]) {
      expect(await ask(...words)).toMatchObject({
        exitCode: 99,
        stdout: '',
        stderr: expect.stringContaining('no recording'),
      });
    }
  });

  it('says one after the other what was played for the same words, the last again and again', async () => {
    const call = madeUpCall('showvminfo-crash');
    stage.play(call);
    stage.play({ ...call, exitCode: 0, stdout: 'then' });
    const codes = [];
    for (let tries = 0; tries < 3; tries += 1) codes.push((await ask(...call.argv)).exitCode);
    expect(codes).toEqual([139, 0, 0]);
  });
});
