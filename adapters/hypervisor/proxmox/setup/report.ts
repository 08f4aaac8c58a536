import type { Check } from '../../../../src/hypervisor/checks.ts';
import type { Interview } from '../../../../src/interview.ts';
import { checkPrivileges } from '../checks/privileges.ts';
import { Permissions } from '../checks/rights.ts';
import type { Client } from '../client/client.ts';

interface Asked {
  readonly client: Client;
  readonly identity: string;
  readonly version: string;
}

/** Says what the bot may not do there, and looks again after it was given more. */
export async function reportPrivileges(
  interview: Interview,
  { client, identity, version }: Asked,
): Promise<void> {
  for (;;) {
    const permissions = await client.get('/access/permissions', {
      schema: Permissions,
      signal: interview.signal,
    });
    const major = Number.parseInt(version, 10);
    const found = checkPrivileges(permissions, { identity, major });
    for (const line of found.flatMap(linesOf)) interview.say(line);
    if (found.every(({ state }) => state === 'ok')) return;
    const next = await interview.choose({
      label: 'What now?',
      choices: [
        { value: 'again', label: 'look again: it has more privileges now' },
        { value: 'go', label: 'go on: it is to do no more than that' },
      ],
    });
    if (next === 'go') return;
  }
}

function linesOf({ state, says, hint }: Check): readonly string[] {
  return [`${state === 'ok' ? '✓' : '✗'} ${says}`, ...(hint ? [`  ${hint}`] : [])];
}
