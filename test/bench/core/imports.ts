import { readFile } from 'node:fs/promises';

/** Loads what the program loads at its start, runs nothing of it, and says so: half of the floor of a start. */
const program = new URL('../../../src/main.ts', import.meta.url);
const statement = /^import (?!type )[^;]*? from '([^']+)'(?: with \{ type: '(\w+)' \})?;$/gm;

for (const [, name = '', type] of (await readFile(program, 'utf8')).matchAll(statement)) {
  const module = name.startsWith('.') ? new URL(name, program).href : name;
  await (type === undefined ? import(module) : import(module, { with: { type } }));
}
process.stdout.write('ready\n');
