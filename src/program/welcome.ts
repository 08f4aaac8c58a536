import type { ChatServices } from '../chat-adapter.ts';
import type { ChatConfig } from '../chat-config.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

export interface WelcomeParts {
  readonly configured: readonly ChatConfig[];
  readonly services: ChatServices;
  readonly log: Log;
  /** A line on standard output: a code that makes somebody admin stands in no log. */
  say(text: string): void;
  /** A code that makes its sender admin; nothing where there is one. */
  claimCode?(): Promise<string | undefined>;
  /** Tells the admins on this platform. */
  tell?(platform: string, text: string): Promise<void>;
}

/** What the people who look after the chats have to know of this start: how to become admin, what to register anew. */
export async function welcome(
  store: Pick<Store, 'registered'>,
  { configured, services, log, say, claimCode, tell }: WelcomeParts,
): Promise<void> {
  const code = await claimCode?.();
  const titles = configured.map(({ adapter }) => adapter.title);
  if (code !== undefined) say(claimWords(code, titles));
  for (const { adapter, settings } of configured) {
    const now = adapter.registration?.(settings, services);
    if (now === undefined) continue;
    const { platform, title } = adapter;
    // The first start stands behind the set-up, which has just told the platform.
    if ((await store.registered(platform, now.fingerprint)) !== 'changed') continue;
    const text = `${title} does not know the commands of this version yet. ${now.step}.`;
    log.warn({ chat: platform, step: now.step }, text);
    await tell?.(platform, text);
  }
}

/** How the first person becomes admin. */
export function claimWords(code: string, titles: readonly string[]): string {
  return `Nobody is admin yet. When the service runs, send this to the bot in ${titles.join(' or ')}, once and within a day:
  claim ${code}`;
}
