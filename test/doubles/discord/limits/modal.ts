import type { Fault } from '../refusal.ts';
import { type Component, kind, type ModalBody } from '../wire.ts';
import { sameIds } from './components.ts';
import { count, each, length, type Path, range, wrong } from './fault.ts';
import { choices, isSelect, misplaced, select, text } from './parts.ts';

/** docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal */
export function modalFaults({ title, custom_id, components }: ModalBody, path: Path): Fault[] {
  const at = [...path, 'components'];
  return [
    ...length([...path, 'title'], title, 1, 45),
    ...length([...path, 'custom_id'], custom_id, 1, 100),
    ...count(at, components, 1, 5),
    ...each(at, components, part),
    ...sameIds(components, at),
  ];
}

function part(one: Component, path: Path): Fault[] {
  if (one.type === kind.text) return text(one, path);
  if (one.type === kind.label) return label(one, path);
  return one.type === kind.row ? inputRow(one, path) : misplaced(one, path);
}

function inputRow(one: Component, path: Path): Fault[] {
  const at = [...path, 'components'];
  return [
    ...count(at, one.components ?? [], 1, 1),
    ...each(at, one.components, (child, here) =>
      child.type === kind.input
        ? [...length([...here, 'label'], child.label, 1, 45), ...input(child, here)]
        : misplaced(child, here),
    ),
  ];
}

/** docs.discord.com/developers/components/reference#label */
function label(one: Component, path: Path): Fault[] {
  const at = [...path, 'component'];
  return [
    ...length([...path, 'label'], one.label, 1, 45),
    ...length([...path, 'description'], one.description, 0, 100),
    ...(one.component
      ? field(one.component, at)
      : wrong(at, 'BASE_TYPE_REQUIRED', 'This field is required')),
  ];
}

function field(one: Component, path: Path): Fault[] {
  if (one.type === kind.input) {
    return one.label
      ? wrong([...path, 'label'], 'COMPONENT_LABEL_TWICE', 'The label stands outside of it')
      : input(one, path);
  }
  if (isSelect(one)) return select(one, path);
  const id = length([...path, 'custom_id'], one.custom_id, 1, 100);
  if (one.type === kind.radios) return [...id, ...choices(one, path, 2, 10)];
  if (one.type === kind.checks) return [...id, ...choices(one, path, 1, 10)];
  return one.type === kind.check ? id : misplaced(one, path);
}

/** docs.discord.com/developers/components/reference#text-input */
function input(one: Component, path: Path): Fault[] {
  return [
    ...length([...path, 'custom_id'], one.custom_id, 1, 100),
    ...range([...path, 'style'], one.style ?? 0, 1, 2),
    ...length([...path, 'value'], one.value, 0, 4000),
    ...length([...path, 'placeholder'], one.placeholder, 0, 100),
    ...range([...path, 'min_length'], one.min_length, 0, 4000),
    ...range([...path, 'max_length'], one.max_length, 1, 4000),
  ];
}
