#!/usr/bin/env node
import { createInterface } from 'node:readline';

/**
 * Speaks as virsh does to a pipe: a banner, a prompt with readline's echo of each line (wrapped where it is
 * long), answers on standard output and `error: ` lines on the other.
 */
const prompt = 'virsh # ';
process.stdout.write(
  `Welcome to virsh, the virtualization interactive terminal.\n\nType:  'help' for help with commands\n       'quit' to quit\n\n${prompt}`,
);

const answers: Record<string, (rest: string) => void> = {
  uri: () => out('test:///default\n\n'),
  echo(rest) {
    const [, isError, text] = /^(--err )?(.*)$/.exec(rest) ?? [];
    if (isError) process.stderr.write(`error: ${text}\n`);
    out(`${isError ? '' : text}\n`);
  },
  refuse: () => process.stderr.write("error: failed to get domain 'x'\n"),
  hostile: () => out(`${prompt}not a prompt\nmark-0-0-end\nerror: x\n${prompt}echo --err mark\n`),
  big: (rest) => out(`${'x'.repeat(Number(rest))}\n`),
  farewell() {
    process.stderr.write('error: Disconnected from test:///default due to end of file\n');
    out('still here\n');
  },
  stuck() {
    isStuck = true;
  },
  die() {
    process.stderr.write('error: End of file while reading data: Input/output error\n');
    process.exit(1);
  },
};

let isStuck = false;
const reader = createInterface({ input: process.stdin });
reader.on('line', (line) => {
  if (isStuck) return;
  out(line.length < 70 ? `${line}\n` : `\r<${line.slice(-50)}\n`);
  for (const command of line.split(';')) {
    const [, name = '', rest = ''] = /^(\S+) ?(.*)$/.exec(command) ?? [];
    const answer = answers[name];
    if (answer) answer(rest);
    else process.stderr.write(`error: unknown command: '${name}'\n`);
  }
  out(prompt);
});

function out(text: string): void {
  process.stdout.write(text);
}
