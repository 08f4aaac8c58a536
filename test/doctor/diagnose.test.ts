import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { healthy } from './healthy.ts';
import { clock, looked, pool, rows } from './rows.ts';

describe('the doctor finds', () => {
  it.each(rows)('$name', ({ facts, finds }) => {
    const found = diagnose([healthy('kvm', facts)]);
    expect(found.map(({ code, severity }) => [code, severity])).toEqual(
      finds.map(([code, severity]) => [code, severity]),
    );
    for (const [at, [, , says]] of finds.entries()) expect(found[at]?.says).toContain(says);
  });

  it('the worst first', () => {
    const found = diagnose([
      healthy('kvm', { ...pool(4), ...clock(10_000), ...looked({ agent: 'missing' }) }),
    ]);
    expect(found.map(({ severity }) => severity)).toEqual(['critical', 'warning', 'info']);
  });
});
