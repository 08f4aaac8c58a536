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
 * A JSON value as one word of a virsh line. What could end the quotes or the line, or be a key to readline, which reads the
 * line byte by byte, becomes `\uXXXX`; the signs that stand for themselves stay, since each byte of a line costs time.
 */
export function jsonWord(value: unknown): string {
  const text = JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => {
    const plain: string = JSON.parse(quoted);
    return `"${plain.replace(/[^ !#-&(-[\]-~]/g, escapeUnit)}"`;
  });
  return `'${text}'`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
