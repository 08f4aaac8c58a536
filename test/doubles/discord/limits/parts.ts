import type { Fault } from '../refusal.ts';
import { type Component, kind } from '../wire.ts';
import { count, each, length, missing, type Path, range, repeated, wrong } from './fault.ts';

/** Single components: docs.discord.com/developers/components/reference */

/** #button */
function button(one: Component, path: Path): Fault[] {
  const link = one.style === 5;
  return [
    ...length([...path, 'label'], one.label, 0, 80),
    ...(one.label || one.emoji
      ? []
      : wrong(path, 'BUTTON_COMPONENT_EMPTY', 'A button must have a label or an emoji')),
    ...range([...path, 'style'], one.style ?? 0, 1, 5),
    ...(link
      ? length([...path, 'url'], one.url, 1, 512)
      : length([...path, 'custom_id'], one.custom_id, 1, 100)),
    ...(link && one.custom_id
      ? wrong(path, 'COMPONENT_BUTTON_BOTH', 'A custom id and url cannot both be specified')
      : []),
  ];
}

/** #string-select; the other selects have no options of their own. */
export function select(one: Component, path: Path): Fault[] {
  const options = one.options ?? [];
  const most = one.max_values ?? 1;
  return [
    ...length([...path, 'custom_id'], one.custom_id, 1, 100),
    ...length([...path, 'placeholder'], one.placeholder, 0, 150),
    ...range([...path, 'min_values'], one.min_values, 0, 25),
    ...range([...path, 'max_values'], one.max_values, 1, 25),
    ...(one.type === kind.select ? choices(one, path, 1, 25) : []),
    ...(one.type === kind.select && most > options.length
      ? wrong([...path, 'max_values'], 'NUMBER_TYPE_MAX', `Max values is over ${options.length}.`)
      : []),
    ...((one.min_values ?? 1) > most
      ? wrong([...path, 'min_values'], 'NUMBER_TYPE_MAX', `Min values is over ${most}.`)
      : []),
  ];
}

/** #string-select-select-option-structure; a radio group and a checkbox group have the same, up to 10. */
export function choices(one: Component, path: Path, min: number, max: number): Fault[] {
  const options = one.options ?? [];
  const at = [...path, 'options'];
  return [
    ...count(at, options, min, max),
    ...each(at, options, (option, here) => [
      ...length([...here, 'label'], option.label, 1, 100),
      ...length([...here, 'value'], option.value, 1, 100),
      ...length([...here, 'description'], option.description, 0, 100),
    ]),
    ...repeated(
      options.map(({ value }, index) => ({ path: [...at, index, 'value'], word: value })),
      'COMPONENT_OPTION_VALUE_DUPLICATED',
      'The specified option value is already used',
    ),
  ];
}

/** #action-row: up to five buttons, or one select. */
export function row(one: Component, path: Path): Fault[] {
  const children = one.components ?? [];
  const selects = children.filter(isSelect);
  const at = [...path, 'components'];
  return [
    ...count(at, children, 1, 5),
    ...(selects.length > 0 && children.length > 1
      ? wrong(
          at,
          'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
          'The specified component exceeds the maximum width',
        )
      : []),
    ...each(at, children, (child, here) => {
      if (child.type === kind.button) return button(child, here);
      return isSelect(child) ? select(child, here) : misplaced(child, here);
    }),
  ];
}

/** #section */
export function section(one: Component, path: Path): Fault[] {
  const { accessory } = one;
  const texts = one.components ?? [];
  const at = [...path, 'accessory'];
  return [
    ...count([...path, 'components'], texts, 1, 3),
    ...each([...path, 'components'], texts, (child, here) =>
      child.type === kind.text ? text(child, here) : misplaced(child, here),
    ),
    ...(accessory ? accessories(accessory, at) : missing(at)),
  ];
}

function accessories(one: Component, path: Path): Fault[] {
  if (one.type === kind.button) return button(one, path);
  return one.type === kind.thumbnail ? [] : misplaced(one, path);
}

/** #text-display */
export function text(one: Component, path: Path): Fault[] {
  return length([...path, 'content'], one.content, 1, 4000);
}

/** #media-gallery */
export function gallery(one: Component, path: Path): Fault[] {
  const at = [...path, 'items'];
  return [
    ...count(at, one.items ?? [], 1, 10),
    ...each(at, one.items, (item, here) =>
      length([...here, 'description'], item.description, 0, 1024),
    ),
  ];
}

export function misplaced({ type }: Component, path: Path): Fault[] {
  return wrong(
    [...path, 'type'],
    'UNION_TYPE_CHOICES',
    `Value of field "type" cannot be ${type} in this place.`,
  );
}

export function isSelect({ type }: Component): boolean {
  return type === kind.select || (type >= 5 && type <= 8);
}
