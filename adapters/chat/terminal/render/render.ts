import type { Action, Card, Tone } from '../../../../src/card.ts';
import { contained, visible } from '../../../../src/drawing/visible.ts';
import { clip, displayWidth, wrap } from '../../../../src/drawing/width.ts';
import { drawBlock } from './blocks.ts';
import { createPaint } from './paint.ts';
import type { Sheet } from './sheet.ts';

export interface RenderOptions {
  /** Display columns no line may exceed; below 20 it is drawn for 20. `Infinity` clips and wraps nothing. */
  readonly columns: number;
  readonly color: boolean;
  /** The reader's, a name of the tz database. */
  readonly zone: string;
  /** As numbered choices, where a number can be typed; else as the lines to type. */
  readonly actions: 'numbers' | 'lines';
}

const signs: Record<Tone, string> = { success: '✓', warning: '!', danger: '✗', neutral: '·' };
/** A title longer than this says nothing more, whoever made it. */
const TITLE = 500;

/** A card as terminal text without a line end. Pure; all outside text in it is made harmless. */
export function render(card: Card, options: RenderOptions): string {
  const sheet: Sheet = {
    columns: Math.max(20, options.columns),
    paint: createPaint(options.color),
    zone: options.zone,
  };
  const parts = [
    drawTitle(card, sheet),
    ...(card.blocks ?? []).map((block) => drawBlock(block, sheet)),
    drawActions(offered(card, options.actions), sheet, options.actions),
    drawFooter(card.footer, sheet),
  ];
  return spaced(parts.filter((part) => part.length > 0)).join('\n');
}

/** An empty line before everything that is more than a line, so that blocks can be told apart. */
function spaced(parts: readonly (readonly string[])[]): string[] {
  return parts.flatMap((part, at) => {
    const before = parts[at - 1];
    const apart = at > 1 && (part.length > 1 || (before?.length ?? 0) > 1);
    return apart ? ['', ...part] : part;
  });
}

function drawTitle(card: Card, sheet: Sheet): string[] {
  if (card.title === '') return [];
  const tone = card.tone ?? 'neutral';
  const lines = wrap(clip(visible(card.title), TITLE), sheet.columns - 2);
  return lines.map((line, at) => {
    const text = sheet.paint.tone(tone, sheet.paint.bold(contained(line)));
    return at === 0 ? `${sheet.paint.tone(tone, signs[tone])} ${text}` : `  ${text}`;
  });
}

/** A line to type that stands in the card's own words already is not said again. */
function offered(card: Card, how: RenderOptions['actions']): readonly Action[] {
  const actions = card.actions ?? [];
  if (how === 'numbers') return actions;
  const texts = (card.blocks ?? []).flatMap((block) => (block.type === 'text' ? block.text : []));
  return actions.filter(({ command }) => !texts.some((text) => isSaid(command, text)));
}

/** As a whole: `vm show web-1` is not said by `vm show web-10`. */
function isSaid(command: string, text: string): boolean {
  const at = text.indexOf(command);
  return at >= 0 && !/[\w-]/.test(text.charAt(at + command.length));
}

function drawActions(
  actions: readonly Action[],
  sheet: Sheet,
  how: RenderOptions['actions'],
): string[] {
  if (how === 'numbers')
    return flow(
      actions.map((action, at) => numbered(action, at, sheet)),
      sheet,
    );
  // A stored confirmation is no line to type; the card says how to confirm on the line itself.
  const typed = actions.filter(({ confirms, declines }) => (confirms ?? declines) === undefined);
  return typed.flatMap((action) =>
    wrap(actionLine(action), sheet.columns - 2).map((line) => `  ${contained(line)}`),
  );
}

/** A line that has no name but itself is said once. */
function actionLine({ label, command }: Action): string {
  return label === command ? visible(command) : `${visible(label)}: ${visible(command)}`;
}

interface Choice {
  readonly width: number;
  readonly drawn: string;
}

function numbered(action: Action, at: number, sheet: Sheet): Choice {
  const number = `${at + 1}) `;
  const label = clip(visible(action.label), sheet.columns - number.length - 2);
  const drawn = sheet.paint.bold(number) + sheet.paint.tone(action.tone, contained(label));
  return { width: number.length + displayWidth(label), drawn };
}

function flow(choices: readonly Choice[], sheet: Sheet): string[] {
  const lines: string[] = [];
  let used = 0;
  for (const { width, drawn } of choices) {
    if (lines.length > 0 && used + 3 + width <= sheet.columns) {
      lines.push(`${lines.pop()}   ${drawn}`);
      used += 3 + width;
    } else {
      lines.push(`  ${drawn}`);
      used = 2 + width;
    }
  }
  return lines;
}

function drawFooter(footer: string | undefined, sheet: Sheet): string[] {
  if (footer === undefined || footer === '') return [];
  return wrap(visible(footer), sheet.columns).map((line) => sheet.paint.dim(contained(line)));
}
