import type { WebClient } from '@slack/web-api';

/** How many names are kept; a workspace's operators are few. */
const MOST = 1000;

/** What people are called, for events that bring an id alone. */
export interface People {
  name(id: string): Promise<string>;
}

/** Asks once for each person; where Slack does not tell, their id is their name. */
export function createPeople(web: WebClient): People {
  const known = new Map<string, Promise<string>>();
  const ask = async (id: string): Promise<string> => {
    const { user } = await web.users.info({ user: id });
    return user?.name ?? id;
  };
  return {
    name(id) {
      const found = known.get(id);
      if (found !== undefined) return found;
      if (known.size >= MOST) known.clear();
      const asked = ask(id).catch(() => {
        known.delete(id);
        return id;
      });
      known.set(id, asked);
      return asked;
    },
  };
}
