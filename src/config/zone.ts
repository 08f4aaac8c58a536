import { z } from 'zod';
import { zoneNamed, zonesLike } from '../time/zone.ts';

/** A name of the tz database in the configuration, as it is written there. */
export const timezone = z.string().transform((name, context) => {
  const zone = zoneNamed(name);
  if (zone !== undefined) return zone;
  const near = zonesLike(name);
  const meant = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
  context.addIssue(`there is no time zone ${name}${meant} (a name like Asia/Jakarta)`);
  return z.NEVER;
});
