export const ESC = '\u001b';
const part = new RegExp(`${ESC}\\[(\\d*)([A-Za-z])|[\\r\\n]|[^${ESC}\\r\\n]+`, 'g');

interface Glass {
  readonly rows: string[];
  row: number;
  column: number;
}

const controls: Readonly<Record<string, (glass: Glass, amount: number) => void>> = {
  '\r': (glass) => {
    glass.column = 0;
  },
  '\n': (glass) => {
    glass.row += 1;
    glass.column = 0;
    glass.rows[glass.row] ??= '';
  },
  A: (glass, amount) => {
    glass.row = Math.max(0, glass.row - amount);
  },
  G: (glass, amount) => {
    glass.column = amount - 1;
  },
  K: clearLine,
  J: (glass) => {
    clearLine(glass);
    glass.rows.length = glass.row + 1;
  },
};

/** What a screen shows after these bytes: line ends, returns, cursor moves and clears, as ECMA-48 has them. */
export function onGlass(bytes: string): string {
  const glass: Glass = { rows: [''], row: 0, column: 0 };
  for (const [text, amount, final] of bytes.matchAll(part)) {
    const control = controls[final ?? text];
    if (control === undefined) put(glass, text);
    else control(glass, Number(amount));
  }
  return glass.rows.join('\n');
}

function put(glass: Glass, text: string): void {
  const { row, column, rows } = glass;
  const line = (rows[row] ?? '').padEnd(column);
  rows[row] = line.slice(0, column) + text + line.slice(column + text.length);
  glass.column += text.length;
}

function clearLine(glass: Glass): void {
  glass.rows[glass.row] = (glass.rows[glass.row] ?? '').slice(0, glass.column);
}
