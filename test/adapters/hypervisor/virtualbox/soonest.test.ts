import { describe, expect, it } from 'vitest';
import { soonest } from '../../../../adapters/hypervisor/virtualbox/soonest.ts';

const { signal } = new AbortController();
const queue = <T>(again: () => Promise<T>) => again();

describe('a question that may be held up', () => {
  it('is asked once where it is answered', async () => {
    let asked = 0;
    const ask = async () => {
      asked += 1;
      return `answer ${asked}`;
    };
    expect(await soonest({ ask, queue }, signal)).toBe('answer 1');
    expect(asked).toBe(1);
  });

  it('is asked again where it is late, and the late one is ended', async () => {
    const ended: string[] = [];
    let asked = 0;
    const ask = (stop: AbortSignal) => {
      asked += 1;
      if (asked === 2) return Promise.resolve('second');
      return new Promise<string>((_, reject) => {
        stop.addEventListener('abort', () => {
          ended.push('first');
          reject(stop.reason);
        });
      });
    };
    expect(await soonest({ ask, queue }, signal)).toBe('second');
    expect(ended).toEqual(['first']);
  });

  it('is not asked again without a place, and the late answer counts', async () => {
    const ask = () => new Promise<string>((resolve) => setTimeout(() => resolve('late'), 2_200));
    const full = () => new Promise<string>(() => {});
    expect(await soonest({ ask, queue: full }, signal)).toBe('late');
  });

  it('that is refused is refused at once', async () => {
    const ask = () => Promise.reject(new Error('no'));
    await expect(soonest({ ask, queue }, signal)).rejects.toThrow('no');
  });
});
