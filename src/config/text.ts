import { dirname, resolve } from 'node:path';
import { isScalar, parseDocument, visit } from 'yaml';
import { BotError } from '../errors.ts';

/** The values of a configuration. Throws `invalid` with the lines of what is no YAML; never with the text there, which may be a secret. */
export function readYaml(text: string, path: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const errors = document.errors.map(({ message }) => message.split(':\n', 1).join());
  if (errors.length > 0) throw mistakes(path, errors);
  // A channel's id is digits in some chats, more than a number holds: a key is its text.
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && typeof key.value === 'number' && key.source) key.value = key.source;
    },
  });
  try {
    return fromHere(document.toJS() ?? {}, dirname(path));
  } catch (error) {
    // An alias of nothing, or aliases of aliases without end.
    throw mistakes(path, [error instanceof Error ? error.message : String(error)]);
  }
}

/** A secret's file is meant from where the configuration stands, as every other path in it. */
function fromHere(value: unknown, directory: string): unknown {
  if (Array.isArray(value)) return value.map((item) => fromHere(item, directory));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only?.[0] === 'file' && typeof only[1] === 'string' && entries.length === 1) {
    return { file: resolve(directory, only[1]) };
  }
  return Object.fromEntries(entries.map(([key, held]) => [key, fromHere(held, directory)]));
}

/** All that is wrong with it, each with its path. */
export function mistakes(path: string, found: readonly string[]): BotError {
  const count = found.length === 1 ? '1 mistake' : `${found.length} mistakes`;
  return new BotError('invalid', `${path} has ${count}`, { hint: found.join('\n') });
}
