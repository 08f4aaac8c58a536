import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../../../adapters/hypervisor/virtualbox/client.ts';
import { Config } from '../../../../adapters/hypervisor/virtualbox/config.ts';
import { guestTold } from '../../../../adapters/hypervisor/virtualbox/guest/properties.ts';
import { parseHostInfo } from '../../../../adapters/hypervisor/virtualbox/hosts.ts';
import { infoOf } from '../../../../adapters/hypervisor/virtualbox/info.ts';
import { parseList } from '../../../../adapters/hypervisor/virtualbox/list.ts';
import { parseMachineReadable } from '../../../../adapters/hypervisor/virtualbox/machinereadable.ts';
import { parseMetrics } from '../../../../adapters/hypervisor/virtualbox/metrics.ts';
import { createReach } from '../../../../adapters/hypervisor/virtualbox/reach.ts';
import { silent } from '../../../../src/log.ts';
import { recordedCall } from '../../../doubles/virtualbox/stage.ts';
import { answered, notReplayed, refused } from './recordings.ts';

const { signal } = new AbortController();

/** What the adapter makes of a recorded call, without a process between. */
function ask(name: string): Promise<string> {
  const { argv, ...said } = recordedCall(name);
  const reach = createReach(Config.parse({}));
  const replaying = { ...reach, run: () => Promise.resolve(said) };
  return createClient(replaying, { log: silent, atOnce: 2 }).ask(argv, { signal, name: 'b1' });
}

const refusals = Object.entries(refused).flatMap(([code, names]) =>
  names.map((name) => [name, code] as const),
);

describe('a recorded call of VBoxManage', () => {
  it.each(answered)('%s is an answer', async (name) => {
    expect(await ask(name)).toBe(recordedCall(name).stdout);
  });

  it.each(refusals)('%s is an error: %s', async (name, code) => {
    await expect(ask(name)).rejects.toMatchObject({ code, message: expect.stringMatching(/./) });
  });

  it('is named once, and is either here or said to be left out', () => {
    const all = [...answered, ...refusals.map(([name]) => name), ...Object.keys(notReplayed)];
    expect(new Set(all).size).toBe(all.length);
    const here = readdirSync(join(import.meta.dirname, '../../../recorded/virtualbox'));
    // The first machines of list-long-sorted-vms.
    const missing = here
      .map((file) => file.replace(/\.txt$/, ''))
      .filter((one) => !all.includes(one));
    expect(missing).toEqual(['list-long-vms']);
  });
});

describe('what is read of recorded answers', () => {
  it.each([
    ['showvminfo-mr-fresh', 'web01', 'stopped'],
    ['showvminfo-mr-after-failed-start', 'web01', 'stopped'],
    ['showvminfo-mr-after-failed-start2', 'live1', 'stopped'],
    ['showvminfo-mr-full', 'web01', 'stopped'],
    ['showvminfo-mr-snapshots', 'web01', 'stopped'],
    ['showvminfo-mr-running', 'live1', 'running'],
    ['showvminfo-after-acpi', 'live1', 'running'],
    ['showvminfo-mr-paused', 'live1', 'paused'],
    ['showvminfo-mr-poweredoff', 'live1', 'stopped'],
    ['showvminfo-mr-saved', 'live1', 'hibernated'],
    ['showvminfo-mr-saved2', 'live1', 'hibernated'],
    ['showvminfo-mr-aborted', 'live1', 'crashed'],
    ['showvminfo-weird', 'we"ird ü\\name {x}', 'stopped'],
  ] as const)('%s is %s, %s', (file, name, state) => {
    const info = infoOf('1', parseMachineReadable(recordedCall(file).stdout));
    expect(info).toMatchObject({
      name,
      state,
      cpus: 1,
      birth: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(info.settingsFile).toMatch(/^\/.*\.vbox$/);
  });

  it.each([
    ['list-vms', ['web01']],
    ['list-vms-empty', []],
    ['list-vms-after-dup-rename', ['web01', 'live1', 'live1', 'live1clone']],
    ['list-vms-weird-names', ['iso1', 'we"ird ü\\name {x}']],
    ['list-vms-inaccessible', [undefined, 'we"ird ü\\name {x}', 'multi\nline', '--version']],
  ] as const)('%s has %j', (file, names) => {
    expect(parseList(recordedCall(file).stdout).map(({ name }) => name)).toEqual(names);
  });

  it.each([
    ['metrics-query-running-sel', 3],
    ['metrics-query-linux', 3],
    ['metrics-query-nosetup', 0],
    ['metrics-query-by-uuid-long-name', 2],
  ] as const)('%s has %d figures', (file, count) => {
    expect(parseMetrics(recordedCall(file).stdout).size).toBe(count);
  });

  it('list-hostinfo has CPUs and memory', () => {
    expect(parseHostInfo(recordedCall('list-hostinfo').stdout).cpus).toBe(2);
  });

  it('guestproperty-enumerate2 tells nothing of the guest, though somebody wrote a property', () => {
    const { stdout } = recordedCall('guestproperty-enumerate2');
    expect(stdout).toContain('/bot/owner');
    expect(guestTold(stdout)).toMatchObject({ os: undefined, interfaces: [] });
  });
});
