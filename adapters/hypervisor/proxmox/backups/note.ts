/**
 * A list gives only the first line of a note, so that its lines are kept as one: with LINE SEPARATOR between them
 * (U+2028 of the Unicode Standard, 5.8), which no program of Proxmox takes for the end of a line.
 */
const SEPARATOR = '\u2028';

export function storedNote(note: string): string {
  return note.replaceAll('\n', SEPARATOR);
}

export function shownNote(stored: string | undefined): string {
  return (stored ?? '').replaceAll(SEPARATOR, '\n');
}

/** `maxLength` of `notes-template`: https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/vzdump */
const LONGEST = 1024;

/**
 * The note as vzdump's template, which takes a backslash as the beginning of an escape and puts its own words for
 * `{{guestname}}`. There is no escape for the braces: undefined where the note can only be written afterwards.
 */
export function notesTemplate(note: string): string | undefined {
  const escaped = storedNote(note).replaceAll('\\', '\\\\');
  return escaped.includes('{{') || escaped.length > LONGEST ? undefined : escaped;
}
