import type { WebClient } from '@slack/web-api';
import type { Log } from '../../../../src/log.ts';
import { refusal } from './errors.ts';

/** Who is in the user groups that rights hang on. */
export interface Groups {
  /** Those of these groups that the person is in; undefined where one of them is not known just now. */
  of(person: string, groups: readonly string[]): Promise<readonly string[] | undefined>;
}

/** Milliseconds for which an answer is as good as new: Slack takes some 20 such questions a minute. */
const FRESH_MS = 60_000;
/** Milliseconds after which an answer that cannot be renewed is worth nothing: whoever left is out by then. */
const WORTH_MS = 10 * 60_000;
/** Milliseconds after which a group that Slack did not tell of is asked for again. */
const AGAIN_MS = 10_000;

interface Known {
  readonly members: ReadonlySet<string>;
  readonly at: number;
}

/** Asks for the groups that rules name, and for no others: https://docs.slack.dev/reference/methods/usergroups.users.list */
export function createGroups(web: WebClient, log: Log, now: () => number = Date.now): Groups {
  const known = new Map<string, Known>();
  const asked = new Map<string, { readonly answer: Promise<void>; readonly at: number }>();
  const ask = async (group: string): Promise<void> => {
    try {
      const { users = [] } = await web.usergroups.users.list({ usergroup: group });
      known.set(group, { members: new Set(users), at: now() });
    } catch (err) {
      // Nobody is in a group that was deleted; that keeps nobody from what other groups give.
      if (refusal(err) === 'no_such_subteam') known.set(group, { members: new Set(), at: now() });
      log.warn({ err, group }, 'who is in a user group could not be read');
    }
  };
  const renew = (group: string): Promise<void> => {
    const last = asked.get(group);
    const wait = isYoung(known.get(group), now(), FRESH_MS) ? FRESH_MS : AGAIN_MS;
    if (last !== undefined && now() - last.at < wait) return last.answer;
    const answer = ask(group);
    asked.set(group, { answer, at: now() });
    return answer;
  };
  return {
    async of(person, groups) {
      await Promise.all(groups.map(renew));
      const found = groups.map((group) => known.get(group));
      if (!found.every((one) => isYoung(one, now(), WORTH_MS))) return undefined;
      return groups.filter((_group, at) => found[at]?.members.has(person));
    },
  };
}

function isYoung(known: Known | undefined, now: number, ms: number): boolean {
  return known !== undefined && now - known.at < ms;
}
