import { limits } from './limits.ts';

export interface Triggers {
  issue(person: string): string;
  /** Whose it is; a word of Slack's where it cannot be used. */
  use(id: unknown, expired: boolean): { readonly person: string } | { readonly error: string };
}

/** So many times as slow a busy computer may be, which runs the platform too. */
const SLOWNESS = 2;

/** A trigger lets a dialog be opened once, and soon. */
export function createTriggers(newId: () => string): Triggers {
  const known = new Map<string, { person: string; at: number; used: boolean }>();
  return {
    issue(person) {
      const id = newId();
      known.set(id, { person, at: Date.now(), used: false });
      return id;
    },
    use(id, expired) {
      const found = typeof id === 'string' ? known.get(id) : undefined;
      if (found === undefined) return { error: 'invalid_trigger_id' };
      if (expired || Date.now() - found.at > limits.triggerMs.most * SLOWNESS)
        return { error: 'expired_trigger_id' };
      if (found.used) return { error: 'exchanged_trigger_id' };
      found.used = true;
      return { person: found.person };
    },
  };
}
