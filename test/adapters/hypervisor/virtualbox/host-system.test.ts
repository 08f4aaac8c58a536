import { expect, it } from 'vitest';
import { macLoad, uuidIn } from '../../../../adapters/hypervisor/virtualbox/host-system.ts';

/** Made up after sysctl(8) and ioreg(8) of macOS: no Mac was at hand. */
it('a Mac tells its load and when it was booted', () => {
  const said = '{ 1.50 1,60 1.70 }\n{ sec = 1700000000, usec = 5 } Tue Nov 14 22:13:20 2023\n';
  expect(macLoad(said, 1_700_000_060_000)).toEqual({ load: [1.5, 1.6, 1.7], uptimeMs: 60_000 });
  expect(macLoad('sysctl: unknown oid')).toEqual({});
});

it('the id of a board is found among other words', () => {
  const said = '  "IOPlatformUUID" = "0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9"';
  expect(uuidIn(said)).toBe('0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9');
  expect(uuidIn('Not Settable')).toBeUndefined();
});
