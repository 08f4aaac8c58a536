import { timezone } from '../config.ts';
import { fits } from '../interview.ts';
import type { Ground } from './ground.ts';

/** The zone for readers whose chat knows none of their own; this machine's is proposed. */
export function askTimeZone({ interview }: Ground): Promise<string> {
  return interview.text({
    label: 'Time zone of those who read the answers',
    initial: Intl.DateTimeFormat().resolvedOptions().timeZone,
    problem: fits(timezone),
  });
}
