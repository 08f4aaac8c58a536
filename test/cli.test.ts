import { expect, test } from 'vitest';
import { readInvocation } from '../src/cli.ts';

const plain = { config: undefined, json: false, keepGoing: false };

test.each([
  [[], { ...plain, mode: 'session' }],
  [['serve'], { ...plain, mode: 'serve' }],
  [['setup'], { ...plain, mode: 'setup' }],
  [['run', 'vm list'], { ...plain, mode: 'run', line: 'vm list' }],
  [['run', 'vm list', '--json'], { ...plain, json: true, mode: 'run', line: 'vm list' }],
  [['--config', 'a.yaml', 'serve'], { ...plain, config: 'a.yaml', mode: 'serve' }],
  [['--keep-going'], { ...plain, keepGoing: true, mode: 'session' }],
  [['run', 'vm stop e1 --yes'], { ...plain, mode: 'run', line: 'vm stop e1 --yes' }],
  [['run', '--', '--help'], { ...plain, mode: 'run', line: '--help' }],
  [['run', ''], { ...plain, mode: 'run', line: '' }],
  [['store', 'status'], { ...plain, mode: 'store', act: 'status' }],
  [['store', 'export', 'a'], { ...plain, mode: 'store', act: 'export', file: 'a' }],
  [['store', 'import', 'a'], { ...plain, mode: 'store', act: 'import', file: 'a' }],
  [['-h', 'anything'], { mode: 'help' }],
  [['help'], { mode: 'help' }],
  [['--version'], { mode: 'version' }],
])('%j is understood', (args, invocation) => {
  expect(readInvocation(args)).toEqual(invocation);
});

test.each([
  [['run'], 'run needs a command line'],
  [['run', 'vm', 'list'], 'put all of it in quotes'],
  [['serve', 'now'], 'serve takes nothing behind it, and there is now'],
  [['setup', 'now'], 'setup takes nothing behind it, and there is now'],
  [['store'], 'store wants status, export FILE or import FILE'],
  [['store', 'status', 'now'], 'store wants status, export FILE or import FILE'],
  [['store', 'export'], 'store export needs one file'],
  [['store', 'import', 'a', 'b'], 'store import needs one file'],
  [['start'], 'There is no way to start'],
  [['vm', 'list'], 'There is no way to vm: a command line goes behind run, run "vm list"'],
  [['stor', 'status'], 'There is no way to stor; did you mean store?'],
  [['help', 'vm'], 'run "help vm"'],
  [['--cofnig', 'a'], 'There is no option --cofnig'],
  [['--config'], '--config'],
  [['--json=yes'], '--json'],
  [['run', 'vm stop e1', '--yes'], '--yes belongs to the command line: put it inside the quotes'],
])('%j is a usage error that shows the ways there are', (args, message) => {
  expect(() => readInvocation(args)).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('nakhoda serve'),
    }),
  );
});
