import type { Identity } from '../../access/people.ts';
import { personWord } from '../../access/person.ts';
import type { Actor } from '../../chat.ts';
import { quoteWord } from '../../line/words.ts';
import type { AuditEntry } from '../audit/audit.ts';

export type Told = 'granted' | 'revoked' | 'refused-access' | 'linked' | 'unlinked';

export interface TellsOf {
  readonly person: Actor;
  /** Their other identities, for which it holds as well. */
  readonly also?: readonly Identity[] | undefined;
  readonly by: Actor;
  readonly role?: string;
  readonly on?: string | undefined;
}

const verbs: Readonly<Record<Told, string>> = {
  granted: 'access grant',
  revoked: 'access revoke',
  'refused-access': 'access refuse',
  linked: 'link',
  unlinked: 'unlink',
};

/** What a change of rights leaves in the audit: the line that would make it. */
export function auditOf(event: Told, { person, also = [], by, role, on }: TellsOf): AuditEntry {
  const word = personWord(person);
  const words = [verbs[event], word, role, on === undefined ? undefined : `--on=${quoteWord(on)}`];
  return {
    event,
    actor: by,
    line: words.filter((one) => one !== undefined).join(' '),
    targets: [person, ...also].map((one) => `person:${personWord(one)}`),
    outcome: 'ok',
  };
}
