import { z } from 'zod';

/** A list in the configuration, not empty; one may stand without the signs of a list. */
export function oneOrMore<T extends z.ZodType>(one: T) {
  const listed = (given: unknown) => (typeof given === 'string' ? [given] : given);
  return z.preprocess(listed, z.array(one).min(1));
}
