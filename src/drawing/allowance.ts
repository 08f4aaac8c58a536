/** How much of what can be endless is shown; the rest is attached. */
export interface Allowance {
  /** Rows of a table or fields. */
  readonly rows: number;
  /** Characters of one text, code or file. */
  readonly letters: number;
  /** Characters of one name, value or label. */
  readonly word: number;
}

/** From generous to next to nothing: the first with which the card fits its platform is taken. */
export const allowances: readonly Allowance[] = [
  { rows: 100, letters: 6000, word: 1000 },
  { rows: 50, letters: 3000, word: 600 },
  { rows: 30, letters: 1500, word: 300 },
  { rows: 15, letters: 800, word: 200 },
  { rows: 8, letters: 400, word: 120 },
  { rows: 3, letters: 150, word: 60 },
];
