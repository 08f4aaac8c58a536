import { parseEnv } from 'node:util';
import { BotError } from '../errors.ts';

/**
 * A `.env` file with one variable set, every other line as it was. Throws `invalid` for a value that such a file
 * cannot hold: https://nodejs.org/api/environment_variables.html#env-files
 */
export function withVariable(text: string, name: string, value: string): string {
  const line = `${name}=${quoted(value)}`;
  const there = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, 'gm');
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const after = before.match(there) ? before.replace(there, () => line) : `${before}${line}\n`;
  const expected = { ...parseEnv(text), [name]: value };
  if (!isSame(parseEnv(after), expected)) {
    throw new BotError('invalid', `${name} does not fit into a .env file`, {
      hint: 'A value there cannot hold all of the quotes \', " and `.',
    });
  }
  return after;
}

function quoted(value: string): string {
  const quote = ["'", '"', '`'].find((each) => !value.includes(each)) ?? "'";
  return `${quote}${value}${quote}`;
}

type Variables = Readonly<Record<string, string | undefined>>;

function isSame(some: Variables, others: Variables): boolean {
  const names = new Set([...Object.keys(some), ...Object.keys(others)]);
  return [...names].every((name) => some[name] === others[name]);
}
