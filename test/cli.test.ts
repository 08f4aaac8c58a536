import { expect, test } from 'vitest';
import type { ChatProgram } from '../src/chat-adapter.ts';
import { readInvocation } from '../src/cli.ts';
import { usageWith } from '../src/cli-usage.ts';

const program = (description: string): ChatProgram => ({ description, run: async () => 0 });
const chats = [
  { platform: 'pigeon', title: 'Pigeon', programs: { deploy: program('lets them fly') } },
  {
    platform: 'telegraph',
    title: 'Telegraph',
    programs: { deploy: program('lays the wire'), manifest: program('prints the code book') },
  },
];

const plain = { config: undefined, json: false, keepGoing: false };

test.each([
  [[], { ...plain, mode: 'session' }],
  [['serve'], { ...plain, mode: 'serve' }],
  [['setup'], { ...plain, mode: 'setup', platform: undefined }],
  [['setup', 'pigeon'], { ...plain, mode: 'setup', platform: 'pigeon' }],
  [
    ['deploy', 'pigeon'],
    { ...plain, mode: 'chat', program: 'deploy', platform: 'pigeon', args: [] },
  ],
  [
    ['--config', 'a', 'manifest', 'telegraph', '--http', 'https://a', '--json', '-x', '--', '--y'],
    {
      ...plain,
      config: 'a',
      json: true,
      mode: 'chat',
      program: 'manifest',
      platform: 'telegraph',
      args: ['--http', 'https://a', '-x', '--', '--y'],
    },
  ],
  [
    ['deploy', '--config', 'a', 'pigeon', '--to=b', 'c'],
    {
      ...plain,
      config: 'a',
      mode: 'chat',
      program: 'deploy',
      platform: 'pigeon',
      args: ['--to=b', 'c'],
    },
  ],
  [['deploy', 'pigeon', '--help'], { mode: 'help' }],
  [['run', 'deploy pigeon'], { ...plain, mode: 'run', line: 'deploy pigeon' }],
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
  expect(readInvocation(args, chats)).toEqual(invocation);
});

test.each([
  [['run'], 'run needs a command line'],
  [['run', 'vm', 'list'], 'put all of it in quotes'],
  [['serve', 'now'], 'serve takes nothing behind it, and there is now'],
  [['setup', 'now'], 'There is no setup for now; there is setup pigeon or setup telegraph'],
  [['setup', 'pigoen'], 'There is no setup for pigoen; did you mean pigeon?'],
  [['setup', 'pigeon', 'now'], 'setup takes nothing behind it, and there is pigeon now'],
  [['deploy'], 'deploy needs a chat: deploy pigeon or deploy telegraph'],
  [['deploy', 'telegraf'], 'There is no deploy for telegraf; did you mean telegraph?'],
  [['manifest', 'pigeon'], 'There is no manifest for pigeon; there is manifest telegraph'],
  [['manifets', 'telegraph'], 'There is no way to manifets; did you mean manifest?'],
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
  expect(() => readInvocation(args, chats)).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('nakhoda serve'),
    }),
  );
});

test('the help lists what the chats bring', () => {
  expect(usageWith(chats)).toContain(`
nakhoda setup pigeon       connects Pigeon: asks, tests, writes the same files
nakhoda deploy pigeon      lets them fly
nakhoda setup telegraph    connects Telegraph: asks, tests, writes the same files
nakhoda deploy telegraph   lays the wire
nakhoda manifest telegraph prints the code book

  --config FILE`);
});
