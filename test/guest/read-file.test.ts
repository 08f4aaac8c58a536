import { expect, it } from 'vitest';
import { asText, hexHead } from '../../src/guest/read-file.ts';

it('UTF-8 with tabs and line ends is text', () => {
  expect(asText(Buffer.from('a\tb\r\nnaïve 日本\n'))).toBe('a\tb\r\nnaïve 日本\n');
});

it('broken UTF-8 and control characters are not', () => {
  expect(asText(Buffer.from([0x61, 0xff]))).toBeUndefined();
  expect(asText(Buffer.from([0x61, 0x00]))).toBeUndefined();
  expect(asText(Buffer.from('\u001b[2J'))).toBeUndefined();
});

it('binary content is shown as hexdump shows it, only its beginning', () => {
  const head = hexHead(Buffer.from([0x7f, ...Buffer.from('ELF'), ...new Uint8Array(1000)]));
  const [first] = head.split('\n');
  expect(first).toBe('00000000  7f 45 4c 46 00 00 00 00 00 00 00 00 00 00 00 00  .ELF............');
  expect(head.split('\n')).toHaveLength(16);
});
