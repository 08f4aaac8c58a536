import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hypervisor, Machine } from '../../../../src/hypervisor.ts';
import { need } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import {
  calledBy,
  madeUpCall,
  openStage,
  recordedCall,
  type Stage,
} from '../../../doubles/virtualbox/stage.ts';
import { createSite } from './site.ts';

const { signal } = new AbortController();
const id = '11111111-1111-4111-8111-111111111111';

/** What a lab without kernel driver cannot do, or does not do when it is wanted. */
describe('a VirtualBox that says strange things', { timeout: 60_000 }, () => {
  let stage: Stage;
  let hypervisor: Hypervisor;

  beforeEach(async () => {
    stage = await openStage();
    hypervisor = createSite('vbox', stage.settings, stage.directory);
  });
  afterEach(async () => {
    await hypervisor.close?.();
    await stage.close();
  });

  const byId = (name: string) => calledBy(recordedCall(name), 'live1', id);
  const madeUp = (name: string) => calledBy(madeUpCall(name), 'live1', id);
  const listed = (name: string) =>
    stage.play({ ...recordedCall('list-vms'), stdout: `"${name}" {${id}}\n` });
  async function only(): Promise<Machine> {
    const [machine] = await hypervisor.machines(signal);
    if (!machine) throw new Error('no machine is listed');
    return machine;
  }

  it.each(['showvminfo-cut-short', 'showvminfo-crash'])(
    'a question that ends as %s is asked again, and nothing of it is believed',
    async (name) => {
      listed('live1');
      const strange = madeUp(name);
      expect(strange.stdout).toContain('name="live1"');
      stage.play(strange);
      stage.play(byId('showvminfo-mr-poweredoff'));
      expect(await only()).toMatchObject({ id, state: 'stopped', cpus: 1 });
    },
  );

  it('a question about one machine is asked for as long as a busy host takes', async () => {
    listed('live1');
    const good = byId('showvminfo-mr-poweredoff');
    stage.play(good);
    for (let times = 0; times < 9; times += 1) stage.play(madeUp('showvminfo-cut-short'));
    stage.play(good);
    const ways = await need(hypervisor.screen).consoles(await only(), signal);
    expect(ways).toHaveLength(1);
  });

  it('a question that never ends well is told as such, and hides no other machine', async () => {
    const lines = [`"live1" {${id}}`, '"web01" {22222222-2222-4222-8222-222222222222}', ''];
    stage.play({ ...recordedCall('list-vms'), stdout: lines.join('\n') });
    stage.play(madeUp('showvminfo-cut-short'));
    stage.play(
      calledBy(recordedCall('showvminfo-mr-fresh'), 'web01', lines[1]?.slice(9, 45) ?? ''),
    );
    expect(await hypervisor.machines(signal)).toMatchObject([
      {
        name: 'live1',
        state: 'unknown',
        stateReason: expect.stringContaining('another session holds'),
      },
      { name: 'web01', state: 'stopped' },
    ]);
  });

  it.each(['startvm-vmx-root-mode', 'startvm-svm-in-use'])(
    'a start that KVM is in the way of says so: %s',
    async (name) => {
      listed('live1');
      stage.play(byId('showvminfo-mr-poweredoff'));
      stage.play({ ...recordedCall('version') });
      stage.play(madeUp(name));
      const start = hypervisor.power(await only(), 'start', memoryTask());
      await expect(start).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('KVM'),
        hint: expect.stringContaining('host check'),
      });
    },
  );

  it('a memory that is saved, though VirtualBox fails at something of its own behind it, is saved with a warning', async () => {
    listed('live1');
    const running = byId('showvminfo-mr-running');
    stage.play(running);
    stage.play(running);
    stage.play({
      ...byId('controlvm-savestate'),
      exitCode: 1,
      stderr: `VBoxManage: error: Failed to save machine state.
VBoxManage: error: Assertion failed: [SUCCEEDED(hrc)] at 'MachineImpl.cpp' (10409) in nsresult Machine::i_saveStorageControllers(settings::Storage&).
VBoxManage: error: COM RC=E_ACCESSDENIED (0x80070005).
VBoxManage: error: Please contact the product vendor!
`,
    });
    stage.play(byId('showvminfo-mr-saved'));
    const { warnings } = await hypervisor.power(await only(), 'hibernate', memoryTask());
    expect(warnings).toEqual([expect.stringContaining('Failed to save machine state')]);
  });

  it('a machine whose settings are gone is listed, with what to look for', async () => {
    const lost = '3272aada-447b-4637-b67f-5f1207e32177';
    const { stdout, ...list } = recordedCall('list-vms-inaccessible');
    stage.play({ ...list, stdout: stdout.split('\n').slice(0, 1).join('\n') });
    stage.play(recordedCall('showvminfo-inaccessible'));
    expect(await only()).toMatchObject({
      id: lost,
      name: 'inaccessible-3272aada',
      state: 'unknown',
      stateReason: expect.stringContaining('inaccessible'),
    });
  });

  describe('about network cards', () => {
    const nothing = (what: string) => ({
      ...recordedCall('list-hostonlyifs'),
      argv: ['list', what],
    });
    const on = (nic: string) => {
      const call = byId('showvminfo-mr-running');
      return { ...call, stdout: call.stdout.replace(/^nic1=.*$/m, nic) };
    };
    beforeEach(() => {
      listed('live1');
      stage.play(recordedCall('list-bridgedifs'));
      for (const what of ['hostonlyifs', 'natnets', 'intnets']) stage.play(nothing(what));
    });
    const plug = async (name: string) => {
      const machine = await only();
      const [card] = await need(hypervisor.network).cards(machine, signal);
      const segment = { name, kind: 'bridge' as const };
      return need(hypervisor.network).connect(
        machine,
        { card: card?.id ?? '', segment },
        memoryTask(),
      );
    };

    it('a warning of an interface that is not there is shown, and the change read back', async () => {
      stage.play(on('nic1="nat"'));
      const bridged = 'nic1="bridged"\nbridgeadapter1="eth0"';
      const { argv, ...warned } = recordedCall('controlvm-nic1-bridged-badif');
      expect(warned).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('warning') });
      stage.play(on('nic1="nat"'));
      stage.play(on('nic1="nat"'));
      stage.play(on(bridged));
      stage.play({ ...warned, argv: ['controlvm', id, 'nic1', 'bridged', 'eth0'] });
      expect(argv.slice(2)).toEqual(['nic1', 'bridged', 'nosuch9']);
      expect(await plug('eth0')).toMatchObject({
        warnings: [expect.stringContaining("doesn't seem to exist")],
      });
    });

    it('a change is read back from a VBoxSVC that does not answer at once', async () => {
      stage.play(on('nic1="nat"'));
      const bridged = 'nic1="bridged"\nbridgeadapter1="eth0"';
      const { argv: _, ...made } = recordedCall('controlvm-nic1-bridged-hot');
      stage.play(on('nic1="nat"'));
      stage.play(on('nic1="nat"'));
      const gone =
        'VBoxManage: error: Code NS_ERROR_CALL_FAILED (0x800706be) - Call to remote object failed\n';
      stage.play({ ...on('nic1="nat"'), exitCode: 1, stdout: '', stderr: gone });
      stage.play(on(bridged));
      stage.play({ ...made, argv: ['controlvm', id, 'nic1', 'bridged', 'eth0'] });
      expect(await plug('eth0')).toMatchObject({ warnings: [] });
    });

    it('a change that VBoxManage took and did not make is no success', async () => {
      stage.play(on('nic1="nat"'));
      const taken = recordedCall('controlvm-nic1-bridged-hot');
      stage.play({ ...taken, argv: ['controlvm', id, 'nic1', 'bridged', 'eth0'] });
      await expect(plug('eth0')).rejects.toMatchObject({ code: 'failed' });
    });

    it('an error is one, though VBoxManage exits with 0', async () => {
      stage.play(on('nic1="nat"'));
      const refused = recordedCall('controlvm-nic-hot');
      expect(refused.exitCode).toBe(0);
      stage.play({ ...refused, argv: ['controlvm', id, 'nic1', 'bridged', 'eth0'] });
      await expect(plug('eth0')).rejects.toMatchObject({
        code: 'failed',
        message: expect.stringContaining('disabled'),
      });
    });
  });
});
