import pLimit from 'p-limit';

/** Each may take a process and a channel of its site; `sshd` lets through ten (MaxSessions of sshd_config(5)). */
const AT_ONCE = 6;

/** What is asked about each of many machines, in their order, a few at the same time. */
export function someAtOnce<T, R>(
  all: readonly T[],
  ask: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const limit = pLimit(AT_ONCE);
  return Promise.all(all.map((one) => limit(() => ask(one))));
}
