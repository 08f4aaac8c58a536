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

/** Two storage pools, one on a server that is gone. */
const answering = '11111111-2222-4333-8444-555555555555';
const hanging = '21111111-2222-4333-8444-555555555555';

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
  stuck,
  'pool-list': () => out(`${answering}\n${hanging}\n`),
  'pool-dumpxml': (id) =>
    out(
      `<pool type='dir'><name>${id === hanging ? 'far' : 'near'}</name><uuid>${id}</uuid><capacity>100</capacity><allocation>40</allocation><available>60</available><target><path>/pool</path></target></pool>\n`,
    ),
  'pool-refresh': (id) => (id === hanging ? stuck() : out('')),
  'vol-list': () => out(' Name   Path\n-----\n disk.img   /pool/disk.img\n'),
  'vol-dumpxml': () =>
    out(
      `<volume><name>disk.img</name><capacity>50</capacity><allocation>40</allocation><target><path>/pool/disk.img</path><format type='raw'/></target></volume>\n`,
    ),
  hostname: () => out('node\n'),
  /** Of a host that is busy for so many milliseconds. */
  busy: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms)),
  list: () => out('\n'),
  die() {
    process.stderr.write('error: End of file while reading data: Input/output error\n');
    process.exit(1);
  },
};

let isStuck = false;
function stuck(): void {
  isStuck = true;
}
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
