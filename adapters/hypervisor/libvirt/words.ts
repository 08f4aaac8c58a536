import { BotError } from '../../../src/errors.ts';

/** A domain's UUID: the only way a machine is addressed in a line for virsh. */
export function uuidWord(id: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return id;
  throw new BotError('invalid', 'this is not the UUID of a libvirt machine');
}

/** True for a snapshot's name that is one plain word: no option, no quote, nothing a line editor reacts to. */
export function isPlainWord(name: string): boolean {
  return /^\w[\w.+-]{0,199}$/.test(name);
}

/**
 * A JSON value as one word of a virsh line. Every character of its strings but letters and digits becomes
 * `\uXXXX`, so nothing in it can end the quotes or the line, or be a key to readline, which reads the line.
 */
export function jsonWord(value: unknown): string {
  const text = JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => {
    const plain: string = JSON.parse(quoted);
    return `"${plain.replace(/[^A-Za-z0-9]/g, escapeUnit)}"`;
  });
  return `'${text}'`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
