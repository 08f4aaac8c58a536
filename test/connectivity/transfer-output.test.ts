import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashIn, readReceived, readState } from '../../src/connectivity/transfer-output.ts';

const hash = 'a'.repeat(64);
const whole = `first 10.00\nlast 12.50\nbytes 1000\n${hash}  -\nend\n`;

describe('what a receiver says', () => {
  test('its count, its checksum and its time', () => {
    expect(readReceived(whole)).toEqual({ bytes: 1000, sha256: hash, seconds: 2.5 });
  });

  test('a time too short for its clock is none', () => {
    expect(readReceived(whole.replace('12.50', '10.05'))).toEqual({ bytes: 1000, sha256: hash });
  });

  test.each([
    ['nothing', ''],
    ['no checksum', whole.replace(hash, '')],
    ['no count', whole.replace('bytes', 'byte')],
    ['two counts', `bytes 1000\n${whole}`],
    ['two checksums', `${'b'.repeat(64)}  -\n${whole}`],
    ['a count that is none', whole.replace('1000', '-1')],
  ])('%s is no answer', (_, output) => {
    expect(readReceived(output)).toBeUndefined();
  });

  test('whatever a guest prints, a figure is a whole number with a checksum', () => {
    const line = fc.oneof(fc.constantFrom(...whole.split('\n')), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const found = readReceived(lines.join('\n'));
        if (found === undefined) return;
        expect(Number.isSafeInteger(found.bytes)).toBe(true);
        expect(found.sha256).toBe(hashIn(lines.join('\n')));
        expect(found.seconds ?? 1).toBeGreaterThan(0);
      }),
    );
  });
});

test('a state is read line by line, and a kernel that counts nothing is not 0', () => {
  const output = 'processes 5\nwrote 4096\nlistening\n';
  expect(readState(output)).toEqual({ processes: 5, wrote: 4096, listening: true });
  expect(readState('processes 0\nwrote 0\n')).toEqual({ processes: 0, listening: false });
});
