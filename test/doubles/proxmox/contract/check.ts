import type { Value } from '../params.ts';
import { wrongForm } from './formats.ts';
import { type Parameters, type Part, type Property, PropertySchema } from './property.ts';

type Format = Readonly<Record<string, Part>>;

/** What is wrong with each parameter, as Proxmox words it. */
export function checkParams(
  { properties = {}, additionalProperties = false }: Parameters,
  params: Readonly<Record<string, Value>>,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    const property = properties[name] ?? properties[name.replace(/\d+$/, '[n]')];
    const wrong = property ? wrongValue(name, property, value) : unknown(additionalProperties);
    if (wrong !== undefined) errors[name] = wrong;
    const needed = property?.requires;
    if (needed !== undefined && params[needed] === undefined)
      errors[needed] = `missing property - '${name}' requires this property`;
  }
  for (const name of missing(properties, params))
    errors[name] = 'property is missing and it is not optional';
  return errors;
}

function missing(
  properties: Readonly<Record<string, Property>>,
  params: Readonly<Record<string, Value>>,
): readonly string[] {
  return Object.entries(properties)
    .filter(([name, { optional }]) => optional !== true && !name.endsWith('[n]'))
    .flatMap(([name]) => (params[name] === undefined ? [name] : []));
}

function unknown(isOpen: boolean): string | undefined {
  return isOpen
    ? undefined
    : 'property is not defined in schema and the schema does not allow additional properties';
}

function wrongValue(name: string, property: Property, value: Value): string | undefined {
  if (property.type === 'array') return undefined;
  const text = typeof value === 'string' ? value : (value.at(-1) ?? '');
  return wrongType(property, text) ?? wrongText(name, property, text) ?? wrongRange(property, text);
}

const types: Readonly<Record<string, RegExp>> = {
  integer: /^[+-]?\d+$/,
  number: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i,
  boolean: /^(?:1|on|yes|true|0|off|no|false)$/i,
};

function wrongType({ type = 'string' }: { type?: string | undefined }, text: string) {
  if (types[type]?.test(text) !== false) return undefined;
  return `type check ('${type}') failed - got '${text}'`;
}

function wrongText(name: string, property: Property, text: string): string | undefined {
  const {
    format,
    enum: words,
    pattern,
    minLength = 0,
    maxLength = Number.POSITIVE_INFINITY,
  } = property;
  const form = typeof format === 'object' ? wrongParts(name, format, text) : undefined;
  if (form !== undefined) return `invalid format - format error\n${form}\n`;
  const shape = typeof format === 'string' ? wrongForm(format, text) : undefined;
  if (shape !== undefined) return `invalid format - ${shape}\n`;
  if (words !== undefined && words !== null && !words.includes(text))
    return `value '${text}' does not have a value in the enumeration '${words.join(', ')}'`;
  if (text.length > maxLength) return `value may only be ${maxLength} characters long`;
  if (text.length < minLength) return `value must be at least ${minLength} characters long`;
  if (pattern !== undefined && !perl(pattern).test(text))
    return 'value does not match the regex pattern';
  return undefined;
}

function wrongRange({ minimum, maximum }: Property, text: string): string | undefined {
  if (minimum !== undefined && Number(text) < minimum)
    return `value must have a minimum value of ${minimum}`;
  if (maximum !== undefined && Number(text) > maximum)
    return `value must have a maximum value of ${maximum}`;
  return undefined;
}

/** Anchored, as Proxmox does it; its inline flags are those of Perl. */
function perl(pattern: string): RegExp {
  const flags = pattern.includes('(?^i:') ? 'i' : '';
  const source = pattern
    .replaceAll(/\(\?\^i?:/g, '(?:')
    .replaceAll(String.raw`\0`, String.raw`\x00`);
  return new RegExp(`^(?:${source})$`, flags);
}

/** `virtio=BC:24:11:…,bridge=vmbr0`: the first may come without its name. */
function wrongParts(name: string, format: Format, text: string): string | undefined {
  const first = Object.entries(format).find(([, part]) => part.default_key === true)?.[0];
  const given = new Set<string>();
  for (const piece of text.split(',').filter(Boolean)) {
    const [key, value] = splitPiece(piece, first);
    const part = key === undefined ? undefined : format[key];
    if (key === undefined || part === undefined)
      return `${name}.${key ?? piece}: ${unknown(false)}`;
    given.add(part.keyAlias ?? key).add(part.alias ?? key);
    const wrong = wrongPart(part, value);
    if (wrong !== undefined) return `${name}.${key}: ${wrong}`;
  }
  const lost = Object.entries(format).find(([key, part]) => isNeeded(part) && !given.has(key))?.[0];
  return lost === undefined
    ? undefined
    : `${name}.${lost}: property is missing and it is not optional`;
}

function isNeeded(part: Part): boolean {
  return part.optional !== true && part.alias === undefined && !('default' in part);
}

function splitPiece(piece: string, first: string | undefined): [string | undefined, string] {
  const at = piece.indexOf('=');
  return at < 0 ? [first, piece] : [piece.slice(0, at), piece.slice(at + 1)];
}

function wrongPart(part: Part, value: string): string | undefined {
  const property = PropertySchema.safeParse(part).data;
  return property === undefined ? undefined : wrongValue('', property, value);
}
