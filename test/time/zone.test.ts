import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { machineZone, sessionZone, zoneNamed, zonesLike } from '../../src/time/zone.ts';

it('a zone is a name of the tz database, in any case', () => {
  expect(zoneNamed('Asia/Jakarta')).toBe('Asia/Jakarta');
  expect(zoneNamed('asia/jakarta')).toBe('Asia/Jakarta');
  expect(zoneNamed('UTC')).toBe('UTC');
  for (const name of ['', 'WIB-7', '+07:00', 'Jakarta', 'Asia/Jakrta', 'Asia/Jakarta\n', 'a b']) {
    expect(zoneNamed(name)).toBeUndefined();
  }
});

it('a name that is none has likely ones', () => {
  expect(zonesLike('Asia/Jakrta')[0]).toBe('Asia/Jakarta');
  expect(zonesLike('jakarta')[0]).toBe('Asia/Jakarta');
  expect(zonesLike('New York')[0]).toBe('America/New_York');
  expect(zonesLike('Europe/Jakarta')[0]).toBe('Asia/Jakarta');
  expect(zonesLike('xyzzy-xyzzy')).toEqual([]);
});

it("a session's own zone comes before the configured one, and that before the machine's", () => {
  expect(sessionZone({ TZ: 'Asia/Jakarta' }, 'Europe/Berlin')).toBe('Asia/Jakarta');
  expect(sessionZone({ TZ: ':Asia/Jakarta' }, 'Europe/Berlin')).toBe('Asia/Jakarta');
  expect(sessionZone({ TZ: 'WIB-7' }, 'Europe/Berlin')).toBe('Europe/Berlin');
  expect(sessionZone({ TZ: '' }, 'Europe/Berlin')).toBe('Europe/Berlin');
  expect(sessionZone({}, undefined)).toBe(machineZone());
});

it.each([
  ['Asia/Jakarta', 'Asia/Jakarta'],
  ['WIB-7', 'UTC'],
  ['nonsense', 'UTC'],
])('a process under TZ=%s is in %s', (TZ, zone) => {
  const program = `import { machineZone } from ${JSON.stringify(`${import.meta.dirname}/../../src/time/zone.ts`)};
    process.stdout.write(machineZone());`;
  const args = ['--input-type=module', '-e', program];
  expect(execFileSync(process.execPath, args, { env: { TZ }, encoding: 'utf8' })).toBe(zone);
});
