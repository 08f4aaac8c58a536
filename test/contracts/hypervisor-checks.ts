import { describe, expect, it } from 'vitest';
import { never, type Subject } from './subject.ts';

export function checkFacts(current: () => Subject): void {
  describe('checks', () => {
    it('nothing fails on a site that answers, and each says what it looked at', async (context) => {
      const { checks } = current().hypervisor;
      context.skip(checks === undefined, 'the adapter has no checks');
      const found = (await checks?.run(never)) ?? [];
      expect(found.length).toBeGreaterThan(0);
      for (const { subject, state, says } of found) {
        expect(state, says).not.toBe('failed');
        expect(subject).not.toBe('');
        expect(says).not.toBe('');
      }
    });

    it('checks whose signal is aborted already are not begun', async (context) => {
      const { checks } = current().hypervisor;
      context.skip(checks === undefined, 'the adapter has no checks');
      const gone = AbortSignal.abort(new Error('nobody waits'));
      await expect(checks?.run(gone)).rejects.toThrow('nobody waits');
    });
  });
}
