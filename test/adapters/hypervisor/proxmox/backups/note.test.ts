import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  notesTemplate,
  shownNote,
  storedNote,
} from '../../../../../adapters/hypervisor/proxmox/backups/note.ts';

/** As vzdump makes a note of a template: escapes first, then its words between braces. */
function expanded(template: string): string {
  return template
    .replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))
    .replace(/\{\{(?:cluster|guestname|node|vmid)\}\}/g, 'EXPANDED');
}

describe('a note', () => {
  it('comes back as it was given, through the template and a list of first lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (note) => {
        const template = notesTemplate(note);
        const kept = template === undefined ? storedNote(note) : expanded(template);
        const [firstLine = ''] = kept.split('\n');
        expect(shownNote(firstLine)).toBe(note);
      }),
    );
  });

  it('that vzdump would put words of its own into is written afterwards', () => {
    expect(notesTemplate('of {{guestname}}')).toBeUndefined();
    expect(notesTemplate('x'.repeat(1025))).toBeUndefined();
    expect(notesTemplate('C:\\new')).toBe('C:\\\\new');
  });
});
