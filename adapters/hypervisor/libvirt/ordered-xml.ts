import { XMLParser } from 'fast-xml-parser';
import { BotError } from '../../../src/errors.ts';
import { xml } from './escape-xml.ts';

/**
 * An element of libvirt's XML in its place among its neighbours, or a text between them. What stands in it is kept
 * as it is written, entities and all: what nobody changes comes out as it went in.
 */
export interface Element {
  readonly [name: string]: unknown;
  ':@'?: Readonly<Record<string, string>>;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  // In what other programs keep with a machine: https://libvirt.org/formatdomain.html#general-metadata
  cdataPropName: '#cdata',
  commentPropName: '#comment',
});

/** Changes what is inside the root element of that name, and writes all of it anew. Throws `failed` without one. */
export function rewritten(text: string, root: string, change: (parts: Element[]) => void): string {
  const document = parser.parse(text) as Element[];
  const found = named(document, root)[0];
  if (!found) throw new BotError('failed', `what should be the XML of a ${root} cannot be read`);
  change(inside(found, root));
  return written(document);
}

/** The elements of that path below the text's root, for reading. */
export function elementsAt(text: string, ...path: readonly string[]): Element[] {
  let at = parser.parse(text) as Element[];
  for (const [depth, name] of path.entries()) {
    at = named(at, name);
    if (depth < path.length - 1) at = at.flatMap((element) => inside(element, name));
  }
  return at;
}

export function written(elements: readonly Element[]): string {
  return elements.map(one).join('');
}

function one(element: Element): string {
  const name = nameOf(element);
  if (name === '#text') return String(element[name]);
  if (name === '#cdata') return `<![CDATA[${textIn(element, name)}]]>`;
  if (name === '#comment') return `<!--${textIn(element, name)}-->`;
  const attributes = Object.entries(element[':@'] ?? {}).map(
    ([key, value]) => ` ${key}="${value.replaceAll('"', '&quot;')}"`,
  );
  const open = `${name}${attributes.join('')}`;
  if (name.startsWith('?')) return `<${open}?>`;
  const content = written(inside(element, name));
  return content === '' ? `<${open}/>` : `<${open}>${content}</${name}>`;
}

function textIn(element: Element, name: string): string {
  return inside(element, name)
    .map((part) => String(part['#text'] ?? ''))
    .join('');
}

function nameOf(element: Element): string {
  return Object.keys(element).find((key) => key !== ':@') ?? '';
}

export function made(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: readonly Element[] = [],
): Element {
  return { [name]: [...content], ':@': escaped(attributes) };
}

export function named(all: readonly Element[], name: string): Element[] {
  return all.filter((element) => nameOf(element) === name);
}

/** The children of an element of that name: the list itself, so that they can be changed. */
export function inside(element: Element | undefined, name: string): Element[] {
  const children = element?.[name];
  return Array.isArray(children) ? children : [];
}

/** All children of all children of these names, from the outermost to the innermost. */
export function within(all: Element[], ...path: readonly string[]): Element[] {
  return path.reduce<Element[]>(
    (at, name) => named(at, name).flatMap((element) => inside(element, name)),
    all,
  );
}

/** The attribute's value as it is meant, without entities. */
export function attributeOf(element: Element | undefined, name: string): string | undefined {
  const raw = element?.[':@']?.[name];
  return raw === undefined ? undefined : decoded(raw);
}

/** These attributes alone. */
export function setAttributes(
  element: Element,
  attributes: Readonly<Record<string, string>>,
): void {
  element[':@'] = escaped(attributes);
}

/** These attributes besides the others it has. */
export function addAttributes(
  element: Element,
  attributes: Readonly<Record<string, string>>,
): void {
  element[':@'] = { ...element[':@'], ...escaped(attributes) };
}

function escaped(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, xml(value)]));
}

export function setContent(element: Element, name: string, text: string): void {
  inside(element, name).splice(0, Number.POSITIVE_INFINITY, { '#text': xml(text) });
}

/** In each child of that name; makes one where there is none. */
export function setText(parent: Element[], name: string, text: string): void {
  if (named(parent, name).length === 0) parent.push(made(name, {}));
  for (const element of named(parent, name)) setContent(element, name, text);
}

export function drop(parent: Element[], ...names: readonly string[]): void {
  remove(parent, (element) => names.includes(nameOf(element)));
}

export function remove(all: Element[], isGone: (element: Element) => boolean): void {
  all.splice(0, Number.POSITIVE_INFINITY, ...all.filter((element) => !isGone(element)));
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** XML's own five and numbers: libvirt writes no others. */
function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
