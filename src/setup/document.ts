import { Document, isMap, isScalar, parseDocument } from 'yaml';

/** What the set-up adds to a configuration. */
export interface Additions {
  readonly sites: readonly SiteEntry[];
  /** Further keys at the top, such as `database`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly chats?: readonly ChatEntry[] | undefined;
}

/** What stands under `chats:` for one platform. */
export interface ChatEntry {
  readonly platform: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface SiteEntry {
  readonly name: string;
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/** Long lines stay as they are: a folded path reads badly. */
const style = { lineWidth: 0 } as const;

export function newDocument({ sites, settings, chats = [] }: Additions): string {
  const talk = Object.fromEntries(chats.map((chat) => [chat.platform, chat.settings]));
  const document = new Document({ sites, ...settings, ...(chats.length > 0 && { chats: talk }) });
  document.commentBefore = ' Written by the set-up. docs/guide.md says what else may stand here.';
  return document.toString(style);
}

/** The same file with more in it: its comments, order and spacing stay. */
export function extendedDocument(text: string, { sites, settings, chats = [] }: Additions): string {
  const document = parseDocument(text);
  for (const site of sites) document.addIn(['sites'], document.createNode(site));
  for (const [key, value] of Object.entries(settings)) {
    document.set(key, document.createNode(value));
  }
  for (const chat of chats) addChat(document, chat);
  return document.toString(style);
}

/** What was set by hand besides, such as the audience of a channel, stays. */
function addChat(document: Document, { platform, settings }: ChatEntry): void {
  if (!isMap(document.get('chats', true))) document.set('chats', document.createNode({}));
  const path = ['chats', platform];
  if (!isMap(document.getIn(path, true))) {
    document.setIn(path, document.createNode(settings));
    return;
  }
  for (const [key, value] of Object.entries(settings)) {
    if (value === undefined) {
      document.deleteIn([...path, key]);
      continue;
    }
    // A plain value goes into the node that is there, and its comment stays.
    document.setIn([...path, key], Object(value) === value ? document.createNode(value) : value);
  }
}

/** The chats that a configuration names. */
export function chatsIn(text: string): readonly string[] {
  const chats = parseDocument(text).get('chats', true);
  if (!isMap(chats)) return [];
  return chats.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));
}

/** The same file without other chats than these: their tokens may not be at hand. */
export function withChatsAlone(text: string, platforms: readonly string[]): string {
  const document = parseDocument(text);
  for (const platform of chatsIn(text)) {
    if (!platforms.includes(platform)) document.deleteIn(['chats', platform]);
  }
  return document.toString(style);
}
