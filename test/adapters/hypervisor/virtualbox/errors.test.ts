import { describe, expect, it } from 'vitest';
import { complains, refusal } from '../../../../adapters/hypervisor/virtualbox/errors.ts';
import { fractionIn, warningsIn } from '../../../../adapters/hypervisor/virtualbox/sayings.ts';
import { isHeld } from '../../../../src/errors.ts';
import { recorded } from './recorded.ts';

/** Recorded calls, and what a person reads. */
const table = [
  ['showvminfo-unknown-uuid', 'not-found', 'b1 is not on this VirtualBox any more'],
  ['startvm-already-running', 'busy', 'another session holds b1'],
  ['modifyvm-locked', 'busy', 'another session holds b1'],
  ['startvm-no-driver', 'failed', 'b1 ended while it was starting'],
  ['startvm-inaccessible', 'conflict', 'VirtualBox cannot read the settings of b1'],
  [
    'startvm-missing-disk',
    'failed',
    "a file of b1 is missing: Could not open the medium '/tmp/g2.vdi'.",
  ],
  ['startvm-damaged-disk', 'failed', 'a disk of b1 is damaged'],
  ['startvm-nic-intnet___intnet1_lan0', 'unsupported', 'without VirtualBox’s kernel driver'],
  ['controlvm-not-running', 'conflict', 'b1 is off'],
  ['controlvm-pause-again', 'conflict', 'b1 is paused already'],
  ['controlvm-resume-again', 'conflict', 'b1 is not paused'],
  ['controlvm-shutdown-additions', 'unsupported', 'no Guest Additions'],
  ['modifyvm-saved', 'conflict', 'b1 is hibernated'],
  ['snapshot-restore-running', 'conflict', 'b1 runs, and goes back'],
  ['snapshot-restore-unknown', 'not-found', 'b1 has no snapshot of that name any more'],
  ['clonevm-service-killed', 'unreachable', '(VBoxSVC) ended in the middle'],
  ['modifymedium-fixed', 'unsupported', 'Resizing to new size 8388608 is not yet supported'],
  ['unregistervm-linked', 'conflict', "on a disk of b1: Cannot close medium '/root/Virtual"],
  ['snapshot-delete-with-2-children', 'conflict', 'it has 2 child snapshots'],
  ['export-running-disk', 'busy', 'VirtualBox uses a disk of b1 for something else'],
  ['export-full-disk', 'failed', 'the storage of the host is full'],
  ['export-cancelled', 'failed', 'VirtualBox was told to stop it'],
  ['export-service-killed', 'unreachable', '(VBoxSVC) ended in the middle'],
  ['import-damaged', 'failed', 'the appliance is not what was written'],
] as const;

describe('what VBoxManage refuses', () => {
  it.each(table)('%s is waited for only where it is %s for now', (name, code) => {
    expect(isHeld(refusal(recorded(name).stderr, 'b1'))).toBe(code === 'busy');
  });

  it.each(table)('%s is %s: %s', (name, code, words) => {
    const error = refusal(recorded(name).stderr, 'b1');
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(error.message).not.toMatch(/Details:|Context:/);
  });

  /** Made up from the names of the codes: there is no such host here. */
  it.each(['VERR_VMX_IN_VMX_ROOT_MODE', 'VERR_SVM_IN_USE'])(
    '%s names KVM and a way out',
    (word) => {
      const error = refusal(
        `VBoxManage: error: VT-x is being used by another hypervisor (${word}).`,
        'b1',
      );
      expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining('KVM') });
      expect(error.hint).toContain('host check');
    },
  );

  /** Seen in the lab, of a machine that was just powering itself off. */
  it('a machine whose session goes away under the question is about to change', () => {
    const error = refusal(
      'VBoxManage: error: Failed to get a console object from the direct session (VBOX_E_INVALID_OBJECT_STATE)\n',
      'b1',
    );
    expect(error).toMatchObject({ code: 'busy', message: 'b1 is just starting or ending' });
    expect(isHeld(error)).toBe(true);
  });

  /** Made up: recorded on Linux, or by the names of the codes, with the line ends and the prefix of Windows. */
  it.each([
    [recorded('showvminfo-unknown-uuid').stderr, 'not-found', 'is not on this VirtualBox'],
    ['VBoxManage: error: WHv call failed (VERR_NEM_VM_CREATE_FAILED)\n', 'conflict', 'Hyper-V'],
    ['nakhoda: the program cannot be started: D:\\V.exe\n', 'unsupported', 'is not there'],
  ])('is the same on Windows: %#', (said, code, words) => {
    const windows = said.replaceAll('VBoxManage: ', 'VBoxManage.exe: ').replaceAll('\n', '\r\n');
    const error = refusal(windows, 'b1');
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(error.message).not.toMatch(/\r|Details:/);
  });

  /** Seen in the lab, on a guest without additions. */
  it('a reboot of a guest without additions says what is missing', () => {
    const error = refusal(
      'VBoxManage: error: Could not create guest session: VERR_NOT_FOUND\n',
      'b1',
    );
    expect(error).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('Additions'),
    });
  });

  it('is seen also where it exits with 0', () => {
    expect(complains(recorded('controlvm-nic-hot').stderr)).toBe(true);
    expect(complains(recorded('controlvm-nic1-bridged-badif').stderr)).toBe(false);
  });

  it('in words of its own stays as it is said', () => {
    expect(refusal('VBoxManage: error: Something new\n').message).toBe('Something new');
    expect(refusal('').message).toBe('VBoxManage failed without a word');
  });
});

describe('what VBoxManage says besides', () => {
  it('a warning is one sentence', () => {
    expect(warningsIn(recorded('controlvm-nic1-bridged-badif').stderr)).toEqual([
      'Interface "nosuch9" doesn\'t seem to exist',
    ]);
  });

  it('a bar tells how far it has come', () => {
    expect(fractionIn('')).toBeUndefined();
    expect(fractionIn('0%...10%...20%')).toBe(0.2);
    expect(fractionIn(recorded('snapshot-take-live').stderr)).toBe(1);
  });
});
