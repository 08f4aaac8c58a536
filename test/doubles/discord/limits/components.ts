import type { Fault } from '../refusal.ts';
import { type Component, kind } from '../wire.ts';
import { everyComponent } from '../world.ts';
import { count, each, type Path, range, repeated, wrong } from './fault.ts';
import { gallery, misplaced, row, section, text } from './parts.ts';

/** docs.discord.com/developers/components/reference#legacy-message-component-behavior */
export function legacyComponents(components: readonly Component[], path: Path): Fault[] {
  return [
    ...count(path, components, 0, 5),
    ...each(path, components, (one, here) =>
      one.type === kind.row ? row(one, here) : misplaced(one, here),
    ),
    ...sameIds(components, path),
  ];
}

/** 40 in all and 4,000 characters in all: docs.discord.com/developers/components/reference */
export function layoutComponents(components: readonly Component[], path: Path): Fault[] {
  const all = everyComponent(components);
  const letters = all.reduce(
    (sum, one) => sum + (one.type === kind.text ? (one.content ?? '').length : 0),
    0,
  );
  return [
    ...(all.length > 40
      ? wrong(
          path,
          'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
          `The total number of components cannot exceed 40, it is ${all.length}`,
        )
      : []),
    ...(letters > 4000
      ? wrong(
          path,
          'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
          `The total displayable text size of all components exceeds the maximum of 4000, it is ${letters}`,
        )
      : []),
    ...each(path, components, (one, here) => top(one, here)),
    ...sameIds(components, path),
  ];
}

function top(one: Component, path: Path): Fault[] {
  if (one.type !== kind.container) return block(one, path);
  const at = [...path, 'components'];
  return [
    ...count(at, one.components ?? [], 1, 40),
    ...range([...path, 'accent_color'], one.accent_color, 0, 0xffffff),
    ...each(at, one.components, block),
  ];
}

const blocks: Readonly<Record<number, (one: Component, path: Path) => Fault[]>> = {
  [kind.row]: row,
  [kind.section]: section,
  [kind.text]: text,
  [kind.gallery]: gallery,
  [kind.file]: () => [],
  [kind.separator]: () => [],
};

function block(one: Component, path: Path): Fault[] {
  return (blocks[one.type] ?? misplaced)(one, path);
}

/** A custom id stands once in a message, and so does the number of a component. */
export function sameIds(components: readonly Component[], path: Path): Fault[] {
  const all = everyComponent(components);
  return [
    ...repeated(
      all.map(({ custom_id }) => ({ path, word: custom_id })),
      'COMPONENT_CUSTOM_ID_DUPLICATED',
      'Component custom id cannot be duplicated',
    ),
    ...repeated(
      all.map(({ id }) => ({ path, word: id === undefined ? undefined : String(id) })),
      'COMPONENT_ID_DUPLICATED',
      'Component id cannot be duplicated',
    ),
  ];
}
