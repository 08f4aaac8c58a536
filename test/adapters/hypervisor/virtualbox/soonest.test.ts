import { describe, expect, it } from 'vitest';
import { soonest } from '../../../../adapters/hypervisor/virtualbox/soonest.ts';

const { signal } = new AbortController();

describe('a question that may be held up', () => {
  it('is asked once where it is answered', async () => {
    let asked = 0;
    const ask = async () => {
      asked += 1;
      return `answer ${asked}`;
    };
    expect(await soonest(ask, signal)).toBe('answer 1');
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
    expect(await soonest(ask, signal)).toBe('second');
    expect(ended).toEqual(['first']);
  });

  it('that is refused is refused at once', async () => {
    const ask = () => Promise.reject(new Error('no'));
    await expect(soonest(ask, signal)).rejects.toThrow('no');
  });
});
