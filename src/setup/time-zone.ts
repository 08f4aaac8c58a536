import { timezone } from '../config/zone.ts';
import { fits } from '../interview.ts';
import type { Ground } from './ground.ts';

/** The zone for readers whose chat knows none of their own; this machine's is proposed. */
export async function askTimeZone({ interview }: Ground): Promise<string> {
  const answer = await interview.text({
    label: 'Time zone of those who read the answers',
    initial: Intl.DateTimeFormat().resolvedOptions().timeZone,
    problem: fits(timezone),
  });
  // As the tz database writes it.
  return timezone.parse(answer);
}
