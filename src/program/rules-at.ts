import { stat } from 'node:fs/promises';
import type { Rules } from '../access/access.ts';
import type { Config } from '../config.ts';

/** What of a configuration can change without a restart. */
export function rulesOf({
  access,
  approvals,
  policyHash: hash,
}: Pick<Config, 'access' | 'approvals' | 'policyHash'>): Rules {
  return { access, approvals, hash };
}

/**
 * Whether this OS user could change the rules anyway: by owning the file, or the data directory it names, or as root.
 * Whoever else sits at a terminal has what the rules give them.
 */
export async function ownsRules(path: string, data: string | undefined): Promise<boolean> {
  const me = process.getuid?.();
  if (me === undefined || me === 0) return true;
  const owners = await Promise.all(
    [path, ...(data === undefined ? [] : [data])].map((one) =>
      stat(one).then(
        ({ uid }) => uid,
        () => undefined,
      ),
    ),
  );
  return owners.includes(me);
}

/** What the app has to know of the rules in this configuration. */
export async function rulesAt(path: string, config: Config | undefined) {
  return {
    rules: config && rulesOf(config),
    ownsFile: await ownsRules(path, config?.data),
  };
}
