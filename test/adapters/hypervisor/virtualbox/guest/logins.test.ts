import { afterEach, describe, expect, it } from 'vitest';
import { Config } from '../../../../../adapters/hypervisor/virtualbox/config.ts';
import { loginFor } from '../../../../../adapters/hypervisor/virtualbox/guest/logins.ts';

const id = '3272AADA-447b-4637-b67f-5f1207e32177';

describe('users of guests in the configuration', () => {
  afterEach(() => {
    delete process.env['GUEST_A'];
    delete process.env['GUEST_B'];
  });

  const login = (name: string, more: object = {}) => ({
    user: name,
    password: { env: name },
    ...more,
  });
  const parse = (guests: object) => Config.safeParse({ guests });

  it('are one for all machines, or one for a machine by its UUID', () => {
    process.env['GUEST_A'] = 'secret-a';
    process.env['GUEST_B'] = 'secret-b';
    const machines = { [id]: login('GUEST_B', { domain: 'corp' }) };
    const guests = parse({ everywhere: login('GUEST_A'), machines }).data?.guests;
    const own = { user: 'GUEST_B', password: 'secret-b', domain: 'corp' };
    expect(loginFor(guests, { id: id.toLowerCase() })).toEqual(own);
    expect(loginFor(guests, { id: '1' })).toEqual({ user: 'GUEST_A', password: 'secret-a' });
    expect(loginFor(undefined, { id })).toBeUndefined();
  });

  it('are not known by a name, which others could take', () => {
    process.env['GUEST_A'] = 'secret-a';
    expect(parse({ machines: { 'web-1': login('GUEST_A') } }).success).toBe(false);
  });

  it('have passwords that VBoxManage reads whole, and none in the text itself', () => {
    expect(parse({ everywhere: { user: 'root', password: 'plain' } }).success).toBe(false);
    expect(parse({ everywhere: login('GUEST_A') }).success).toBe(false);
    for (const [password, taken] of [
      ['ö'.repeat(255), true],
      [`${'ö'.repeat(255)}x`, false],
      ['a\tb', false],
      ['a\nb', false],
    ] as const) {
      process.env['GUEST_A'] = password;
      expect([password, parse({ everywhere: login('GUEST_A') }).success]).toEqual([
        password,
        taken,
      ]);
    }
  });
});
