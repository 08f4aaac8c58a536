import { Document, parseDocument } from 'yaml';

/** What the set-up adds to a configuration. */
export interface Additions {
  readonly sites: readonly SiteEntry[];
  /** Further keys at the top, such as `database`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface SiteEntry {
  readonly name: string;
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/** Long lines stay as they are: a folded path reads badly. */
const style = { lineWidth: 0 } as const;

export function newDocument({ sites, settings }: Additions): string {
  const document = new Document({ sites, ...settings });
  document.commentBefore = ' Written by the set-up. docs/guide.md says what else may stand here.';
  return document.toString(style);
}

/** The same file with more in it: its comments, order and spacing stay. */
export function extendedDocument(text: string, { sites, settings }: Additions): string {
  const document = parseDocument(text);
  for (const site of sites) document.addIn(['sites'], document.createNode(site));
  for (const [key, value] of Object.entries(settings)) {
    document.set(key, document.createNode(value));
  }
  return document.toString(style);
}
