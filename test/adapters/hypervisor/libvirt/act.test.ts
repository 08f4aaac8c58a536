import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareAct } from '../../../../adapters/hypervisor/libvirt/act.ts';
import type { Reach } from '../../../../adapters/hypervisor/libvirt/reach.ts';
import { open } from '../../../../src/exec.ts';
import { Stop } from '../../../../src/operation.ts';

let directory = '';
let journal = '';
const done = () => readFileSync(journal, 'utf8').split('\n').filter(Boolean);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nakhoda-act-'));
  journal = join(directory, 'journal');
  writeFileSync(journal, '');
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A host where `virsh` is this shell script. */
function host(script: string): Reach {
  return {
    remote: false,
    hasShell: true,
    virsh: (words) => ['sh', '-c', script, journal, ...words],
    run: () => Promise.reject(new Error('not asked here')),
    open: ([file = '', ...args]) => open(file, args),
    openLane: () => {
      throw new Error('not asked here');
    },
    close() {
      // Nothing is open.
    },
  };
}

const never = new AbortController().signal;
const act = (script: string, words: readonly string[] = ['start'], options = {}) =>
  prepareAct(host(script), words, { signal: never, name: 'e1', ...options });

describe('an act', () => {
  it('does nothing until it is told to go', async () => {
    const { close } = await act('echo "$@" >> "$0"');
    await sleep(100);
    close();
    await sleep(100);
    expect(done()).toEqual([]);
  });

  it('gives its words to virsh as they are, and what virsh said', async () => {
    const words = ['--snapshotname=a\'b "c" $(id)\nd; é', '--all'];
    const { go } = await act('printf "[%s]" "$@" >> "$0"; echo said', words);
    expect(await go()).toBe('said\n');
    expect(readFileSync(journal, 'utf8')).toBe(`[${words[0]}][--all]`);
  });

  it('that another job held up stands ready once more, and is done when it is told again', async () => {
    const lock =
      'cannot acquire state change lock (held by monitor=remoteDispatchDomainBackupBegin)';
    const { go } = await act(
      `echo try >> "$0"; [ "$(wc -l < "$0")" -gt 1 ] || { echo 'error: ${lock}' >&2; exit 1; }; echo said`,
    );
    await expect(go()).rejects.toMatchObject({ code: 'busy', retryAfterMs: 2_000 });
    expect(done()).toEqual(['try']);
    expect(await go()).toBe('said\n');
    expect(done()).toEqual(['try', 'try']);
  });

  it('gives virsh its input as a file it can open', async () => {
    const input = "<name>it's $(id)\nnew</name>\n";
    const { go } = await act('cat /dev/stdin >> "$0"', ['x'], { input });
    await go();
    expect(readFileSync(journal, 'utf8')).toBe(input);
  });

  it('does nothing when the bot is killed before the word', async () => {
    const bot = spawn(process.execPath, [
      join(import.meta.dirname, 'killed-bot.ts'),
      journal,
      'wait',
    ]);
    await new Promise((resolve) => bot.stdout.once('data', resolve));
    bot.kill('SIGKILL');
    await sleep(300);
    expect(done()).toEqual([]);
  });

  it('is carried out once when the bot is killed right after the word', async () => {
    const bot = spawn(process.execPath, [
      join(import.meta.dirname, 'killed-bot.ts'),
      journal,
      'go',
    ]);
    await new Promise((resolve) => bot.stdout.once('data', resolve));
    bot.kill('SIGKILL');
    await expect.poll(done, { timeout: 20_000 }).toEqual(['acted']);
    await sleep(300);
    expect(done()).toEqual(['acted']);
  });

  it("throws virsh's refusal", async () => {
    const { go } = await act('echo "error: Domain is already active" >&2; exit 1');
    await expect(go()).rejects.toMatchObject({
      code: 'conflict',
      message: 'e1 is already running',
    });
  });

  it('leaves the outcome open when virsh is killed', async () => {
    const { go } = await act('kill -9 $$');
    await expect(go()).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('leaves the outcome open when the way there breaks', async () => {
    const { go } = await act('echo "something broke" >&2; exit 255');
    await expect(go()).rejects.toMatchObject({ code: 'unreachable' });
  });

  it.each(['handover', 'lease-lost', 'deadline'] as const)(
    'a %s ends the following',
    async (reason) => {
      const control = new AbortController();
      const { go } = await act('sleep 30', [], { signal: control.signal });
      const going = go();
      control.abort(new Stop(reason));
      await expect(going).rejects.toThrow(new Stop(reason));
    },
  );

  it('a cancelled one is followed on: virsh cannot stop halfway', async () => {
    const control = new AbortController();
    const { go } = await act('sleep 0.2; echo whole', [], { signal: control.signal });
    const going = go();
    control.abort(new Stop('cancelled'));
    expect(await going).toBe('whole\n');
  });
});
