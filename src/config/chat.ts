import { z } from 'zod';
import type { Place } from '../chat.ts';
import type { ChatAdapter } from '../chat-adapter.ts';
import { closest } from '../line/suggest.ts';
import { inPlainWords, inWords } from './plain-issue.ts';

/** One platform's part of `chats:`. */
export interface ChatConfig {
  readonly adapter: ChatAdapter;
  /** The chat's own settings, as its adapter's `Config` understood them. */
  readonly settings: unknown;
  /** Who reads the answers in a channel, by the channel's id, where that is not left to the command. */
  readonly audiences: ReadonlyMap<string, Audience>;
}

type Audience = 'channel' | 'caller';

const Channels = z.record(
  z.string(),
  z.strictObject({ audience: z.enum(['channel', 'caller'] satisfies Audience[]) }),
);

/** The core's own among the settings of a chat. */
const Section = z.looseObject({ channels: Channels.nullish() });

/** Nothing behind the word is enough: tokens come from the environment. */
const Sections = z.looseObject({ chats: z.record(z.string(), z.unknown()) });

/** Each chat by its own adapter, whatever else is wrong with the file, so that all mistakes come at once. */
export function readChats(raw: unknown, adapters: readonly ChatAdapter[]) {
  const chats: ChatConfig[] = [];
  const problems: string[] = [];
  for (const [platform, section] of Object.entries(Sections.safeParse(raw).data?.chats ?? {})) {
    const adapter = adapters.find((one) => one.platform === platform);
    if (!adapter) {
      problems.push(`chats.${platform}: ${unknownChat(platform, adapters)}`);
      continue;
    }
    const { chat, issues } = readChat(section ?? {}, adapter);
    if (chat) chats.push(chat);
    const at = (issue: z.core.$ZodIssue) => ({
      ...issue,
      path: ['chats', platform, ...issue.path],
    });
    problems.push(...issues.map((issue) => inWords(at(issue))));
  }
  return { chats, problems };
}

interface Reading {
  readonly chat?: ChatConfig | undefined;
  readonly issues: readonly z.core.$ZodIssue[];
}

function readChat(section: unknown, adapter: ChatAdapter): Reading {
  const core = Section.safeParse(section, { error: inPlainWords });
  const isMapping = z.looseObject({}).safeParse(section).data;
  if (!isMapping) return { issues: core.error?.issues ?? [] };
  const { channels: _, ...rest } = isMapping;
  const own = adapter.Config.safeParse(rest, { error: inPlainWords });
  if (!core.success || !own.success) {
    return { issues: [...(core.error?.issues ?? []), ...(own.error?.issues ?? [])] };
  }
  const channels = Object.entries(core.data.channels ?? {});
  const audiences = new Map(channels.map(([channel, { audience }]) => [channel, audience]));
  return { chat: { adapter, settings: own.data, audiences }, issues: [] };
}

function unknownChat(platform: string, adapters: readonly Pick<ChatAdapter, 'platform'>[]): string {
  const platforms = adapters.map((one) => one.platform);
  const [near] = closest(platform, platforms);
  const meant = near ? `; did you mean ${near}?` : '';
  const known = platforms.length > 0 ? ` (known: ${platforms.join(', ')})` : '';
  return `there is no chat ${platform}${meant}${known}`;
}

/** The audience that is configured for a channel, where one is. */
export function audienceIn(chats: readonly ChatConfig[]) {
  return ({ platform, channel }: Place): Audience | undefined =>
    chats.find((one) => one.adapter.platform === platform)?.audiences.get(channel);
}
