import { describe, expect, it } from 'vitest';
import { readGuestAddress, wayLine, wayWords } from '../../../src/guest/ssh/way.ts';

describe('the way to a guest', () => {
  it.each([
    ['root@10.0.0.7', { user: 'root', address: '10.0.0.7', port: 22 }],
    ['admin@host-1.example.org:2222', { user: 'admin', address: 'host-1.example.org', port: 2222 }],
    ['a.b@[fd00::7]:2222', { user: 'a.b', address: 'fd00::7', port: 2222 }],
    ['root@fd00::7', { user: 'root', address: 'fd00::7', port: 22 }],
    ['root@[fd00::7]', { user: 'root', address: 'fd00::7', port: 22 }],
  ])('%s is read, and written as it can be typed again', (text, expected) => {
    const read = readGuestAddress(text, false);
    expect(read).toEqual({ ...expected, viaHost: false });
    expect(readGuestAddress(wayWords(read), false)).toEqual(read);
  });

  it.each([
    '10.0.0.7',
    'root@',
    '@10.0.0.7',
    'root@-oProxyCommand=id',
    '-oProxyCommand=id@10.0.0.7',
    'root@10.0.0.7:0',
    'root@10.0.0.7:70000',
    'root@10.0.0.7;id',
    'root@$(id)',
    'root@a b',
    'root@[10.0.0.7]',
    'root@[fd00::7',
    'ro\not@10.0.0.7',
    'root@host\n',
    'root@ff:gg',
  ])('%j is refused', (text) => {
    expect(() => readGuestAddress(text, false)).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
  });

  it('the line that sets it up again has its host in it', () => {
    const way = readGuestAddress('root@10.0.0.7:2222', true);
    expect(wayLine(way)).toBe('--ssh root@10.0.0.7:2222 --via-host');
  });
});
