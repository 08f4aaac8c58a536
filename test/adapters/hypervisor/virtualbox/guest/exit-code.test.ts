import { expect, it } from 'vitest';
import { guestEnd } from '../../../../../adapters/hypervisor/virtualbox/guest/exit-code.ts';
import { recordedCall } from '../../../../doubles/virtualbox/stage.ts';

it.each([
  ['guestcontrol-run', 0],
  ['guestcontrol-exit3', 3],
  ['guestcontrol-exit5', 5],
] as const)('%s ended in its guest with %d', (name, code) => {
  expect(guestEnd(recordedCall(name).exitCode)).toEqual({ how: 'exited', code });
});

it.each(['guestcontrol-no-additions', 'guestcontrol-badpw', 'guestcontrol-noexe'] as const)(
  '%s is a refusal of VBoxManage itself',
  (name) => expect(guestEnd(recordedCall(name).exitCode)).toEqual({ how: 'refused' }),
);

it('every code of a guest that can be told is told, and no other is taken for one', () => {
  const codes = Array.from({ length: 256 }, (_, exitCode) => guestEnd(exitCode));
  const told = codes.flatMap((end) => (end.how === 'exited' ? [end.code] : []));
  expect(told).toEqual([0, ...Array.from({ length: 93 }, (_, at) => at + 1), 94]);
  expect([codes[18], codes[19], codes[20]]).toEqual([
    { how: 'killed' },
    { how: 'killed' },
    { how: 'overdue' },
  ]);
  // 139 is a crash of VBoxManage, 255 is ssh's own.
  for (const own of [1, 2, 16, 17, 21, 22, 32, 127, 139, 255]) {
    expect(guestEnd(own)).toEqual({ how: 'refused' });
  }
  expect(guestEnd(undefined)).toEqual({ how: 'refused' });
});
