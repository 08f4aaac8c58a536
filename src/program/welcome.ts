import { storedAdmins, type Tell } from '../access/access.ts';
import type { AccessFile } from '../access/file.ts';
import type { Card } from '../card.ts';
import type { ChatServices } from '../chat-adapter.ts';
import type { ChatConfig } from '../config/chat.ts';
import type { Log } from '../log.ts';
import type { AccessRecords } from '../store/access/grants.ts';
import type { Store } from '../store/store.ts';
import { firstCode } from './first-admin.ts';

export interface WelcomeParts {
  readonly configured: readonly ChatConfig[];
  readonly services: ChatServices;
  readonly log: Log;
  /** A line on standard output: a code that makes somebody admin stands in no log. */
  say(text: string): void;
  readonly tell: Tell;
  /** What the configuration says of who may do what. */
  readonly access?: AccessFile | undefined;
}

/** As much of the store as it asks. */
export interface WelcomeStore extends Pick<Store, 'registered' | 'say'> {
  readonly access: Pick<AccessRecords, 'all' | 'addCode'>;
}

/** What the people who look after the chats have to know of this start: how to become admin, what to register anew. */
export async function welcome(
  store: WelcomeStore,
  { configured, services, log, say, tell, access }: WelcomeParts,
): Promise<void> {
  const code = await firstCode(store.access, access);
  const titles = configured.map(({ adapter }) => adapter.title);
  if (code !== undefined) say(claimWords(code, titles));
  for (const { adapter, settings } of configured) {
    const now = await adapter.registration?.(settings, services);
    if (now === undefined) continue;
    const { platform, title } = adapter;
    // The first start stands behind the set-up, which has just told the platform.
    if ((await store.registered(platform, now.fingerprint)) !== 'changed') continue;
    const text = `${title} does not know the commands of this version yet`;
    log.warn({ chat: platform, step: now.step }, text);
    const all = await storedAdmins(store.access, { access, platform });
    const admins = all.filter((person) => person.platform === platform);
    const card: Card = {
      title: text,
      tone: 'warning',
      blocks: [{ type: 'text', text: `${now.step}.` }],
    };
    await Promise.all(admins.map((person) => tell(person, card)));
  }
}

/** How the first person becomes admin. */
export function claimWords(code: string, titles: readonly string[]): string {
  return `Nobody is admin yet. When the service runs, send this to the bot in ${titles.join(' or ')}, once and within a day:
  claim ${code}`;
}
