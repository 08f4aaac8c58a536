import { clipped } from '../../../../src/drawing/clipped.ts';
import { visible } from '../../../../src/drawing/visible.ts';

/** Text where Discord reads no marks, such as a button's. It refuses an empty one. */
export function plain(text: string, most: number): string {
  const shown = clipped(visible(text), most);
  return shown.trim() === '' ? '…' : shown;
}
