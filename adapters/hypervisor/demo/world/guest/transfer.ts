import { createHash } from 'node:crypto';
import {
  needed,
  receiveScript,
  sendScript,
  stateScript,
  stopScript,
  toolsScript,
} from '../../../../../src/connectivity/transfer-scripts.ts';
import { between } from '../dice.ts';
import { type Ended, fails, type Shell, says } from './shell.ts';

/** What a guest answers to a script of the bot's with these words. */
export type Asked = (args: readonly string[], shell: Shell) => Ended;

/** The questions of a transfer between two guests, by their text. */
export const transfers: readonly (readonly [script: string, asked: Asked])[] = [
  [toolsScript, () => says(`${[...needed, 'python3'].join('\n')}\n`)],
  [receiveScript, receive],
  [sendScript, send],
  [stateScript, state],
  [stopScript, () => says('left 0\n')],
];

/** Bytes a second: a gigabit, and what else goes over it. */
function pace(mark: string): number {
  return between(70e6, 117e6, mark);
}

/** Nothing is really sent: both ends know the same bytes by the mark. */
function hashOf(mark: string): string {
  return createHash('sha256').update(mark).digest('hex');
}

/** How much will come stands in nobody's words here: the guests of the demo learn it from the mark's last part. */
function receive([mark = '', port = '', limit = '']: readonly string[], { speed }: Shell): Ended {
  const bytes = Number(mark.split('-')[1]);
  if (!Number.isSafeInteger(bytes)) return fails('demo: nothing is known of that transfer');
  const seconds = bytes / pace(mark);
  const lines = ['first 100.00', `last ${(100 + seconds).toFixed(2)}`, `bytes ${bytes}`];
  const stdout = `${[...lines, `${hashOf(mark)}  -`, 'end'].join('\n')}\n`;
  const durationMs = Math.min(Number(limit), seconds) * 1000 * speed;
  return { exitCode: port === '' ? 1 : 0, stdout, stderr: '', durationMs };
}

function send(args: readonly string[], shell: Shell): Ended {
  const [mark = '', , , , , bytes = '', address = ''] = args;
  if (!shell.lookUp(address)?.up) return fails('connect: No route to host');
  const durationMs = (Number(bytes) / pace(mark)) * 1000 * shell.speed;
  return { exitCode: 0, stdout: `${hashOf(mark)}  -\nend\n`, stderr: '', durationMs };
}

/** What a receiver of that mark has got by now. */
function state([mark = '', port = '']: readonly string[], shell: Shell): Ended {
  const taking = shell.state.processes.findLast(
    ({ argv }) => argv[2] === receiveScript && argv[4] === mark && argv[5] === port,
  );
  if (!taking) return says('processes 0\nwrote 0\n');
  const bytes = Number(mark.split('-')[1]);
  const left = Math.max(0, taking.endsAt - shell.now) / 1000 / shell.speed;
  const wrote = Math.max(1, Math.round(bytes - left * pace(mark)));
  return says(`processes 3\nwrote ${Math.min(bytes, wrote)}\nlistening\n`);
}
