import type { Fault } from '../refusal.ts';
import { type Component, type Embed, flag } from '../wire.ts';
import { everyComponent } from '../world.ts';
import { layoutComponents, legacyComponents } from './components.ts';
import { count, each, length, type Path, wrong } from './fault.ts';

/** A message as it would be after the request. */
export interface Draft {
  readonly content: string;
  readonly embeds: readonly Embed[];
  readonly components: readonly Component[];
  readonly flags: number;
  readonly files: readonly { readonly filename: string; readonly bytes: Uint8Array }[];
}

/** docs.discord.com/developers/resources/message#create-message */
export function messageFaults(draft: Draft, path: Path): Fault[] {
  const at = (name: string): Path => [...path, name];
  return [
    ...length(at('content'), draft.content, 0, 2000),
    ...embedFaults(draft.embeds, at('embeds')),
    ...count(at('attachments'), draft.files, 0, 10),
    ...((draft.flags & flag.componentsV2) === 0
      ? legacyComponents(draft.components, at('components'))
      : layout(draft, path)),
    ...references(draft, path),
  ];
}

/** docs.discord.com/developers/components/reference: with the flag, components are all there is. */
function layout(draft: Draft, path: Path): Fault[] {
  const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
  const message = 'The field cannot be used when using MessageFlags.IS_COMPONENTS_V2';
  return [
    ...(draft.content === '' ? [] : wrong([...path, 'content'], code, message)),
    ...(draft.embeds.length === 0 ? [] : wrong([...path, 'embeds'], code, message)),
    ...layoutComponents(draft.components, [...path, 'components']),
  ];
}

/** A file that is uploaded is named by the components that show it, and what they name is there. */
function references(draft: Draft, path: Path): Fault[] {
  const named = namedFiles(draft);
  const names = draft.files.map(({ filename }) => filename);
  const isLayout = (draft.flags & flag.componentsV2) !== 0;
  const unnamed = isLayout ? names.filter((one) => !named.includes(one)) : [];
  return [
    ...named
      .filter((one) => !names.includes(one))
      .flatMap((one) =>
        wrong(
          [...path, 'components'],
          'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
          `The referenced attachment ("${scheme}${one}") was not found`,
        ),
      ),
    ...unnamed.flatMap((one) =>
      wrong(
        [...path, 'attachments'],
        'MESSAGE_UNREFERENCED_ATTACHMENT',
        `The attachment is not referenced by any component: ${one}`,
      ),
    ),
  ];
}

const scheme = 'attachment://';

/** The files that components and embeds show in their own places. */
export function namedFiles({ components, embeds }: Pick<Draft, 'components' | 'embeds'>): string[] {
  const urls = [
    ...everyComponent(components).flatMap((one) => [
      one.file?.url,
      one.media?.url,
      ...(one.items ?? []).map(({ media }) => media.url),
    ]),
    ...embeds.flatMap(({ image, thumbnail }) => [image?.url, thumbnail?.url]),
  ];
  return urls.flatMap((url) => (url?.startsWith(scheme) ? [url.slice(scheme.length)] : []));
}

/** docs.discord.com/developers/resources/message#embed-object-embed-limits */
function embedFaults(embeds: readonly Embed[], path: Path): Fault[] {
  const total = embeds.reduce((sum, one) => sum + lettersOf(one), 0);
  return [
    ...count(path, embeds, 0, 10),
    ...(total > 6000
      ? wrong(path, 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000')
      : []),
    ...each(path, embeds, (one, at) => [
      ...length([...at, 'title'], one.title, 0, 256),
      ...length([...at, 'description'], one.description, 0, 4096),
      ...length([...at, 'footer', 'text'], one.footer?.text, 0, 2048),
      ...length([...at, 'author', 'name'], one.author?.name, 0, 256),
      ...count([...at, 'fields'], one.fields ?? [], 0, 25),
      ...each([...at, 'fields'], one.fields, (field, here) => [
        ...length([...here, 'name'], field.name, 1, 256),
        ...length([...here, 'value'], field.value, 1, 1024),
      ]),
    ]),
  ];
}

function lettersOf({ title, description, footer, author, fields }: Embed): number {
  const texts = [title, description, footer?.text, author?.name];
  const inFields = (fields ?? []).flatMap(({ name, value }) => [name, value]);
  return [...texts, ...inFields].reduce((sum, text) => sum + (text ?? '').length, 0);
}
