import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BotError } from '../../../src/errors.ts';

/** The barest persistent `virsh`: lines in, and nothing looked at but that the last was answered. */
export interface RawShell {
  ask(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const MARK = 'the-end';
const env = {
  PATH: process.env['PATH'],
  VIRSH_HISTSIZE: '0',
  INPUTRC: '/dev/null',
  TERM: 'dumb',
  LC_ALL: 'C',
};

export function openRawShell(uri: string): RawShell {
  const child = spawn('virsh', ['-c', uri], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  child.stderr.resume();
  let tail = '';
  let answered = () => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-100);
    if (tail.includes(`\n${MARK}\n`)) answered();
  });
  const died = ended.then(() => {
    throw new BotError('failed', 'the raw virsh ended');
  });
  died.catch(() => {});
  return {
    async ask(lines) {
      tail = '';
      const answer = new Promise<void>((resolve) => (answered = resolve));
      child.stdin.write(`${[...lines, `echo ${MARK}`].join('\n')}\n`);
      await Promise.race([answer, died]);
    },
    async close() {
      child.kill();
      await ended;
    },
  };
}
