import { createTerminal } from '../../../../adapters/chat/terminal/terminal.ts';
import type { Card } from '../../../../src/card.ts';
import type { Handled, Incoming } from '../../../../src/chat.ts';
import { BotError } from '../../../../src/errors.ts';
import { kinds } from '../../../contracts/exhibits.ts';
import { type Answer, answered, type BotDouble, createBotDouble } from '../../../doubles/bot.ts';

/**
 * A program with the terminal chat and a bot in memory: `node session.ts [--json] [--keep-going] [--line LINE]
 * [--history FILE] [--announce]`, which tells on the error output that work is followed. What its lines do is in the table below.
 */
const args = process.argv.slice(2);
const value = (flag: string): string | undefined => args[args.indexOf(flag) + 1 || args.length];

const say = async (incoming: Incoming, card: Card, handled: Handled = answered) => {
  await incoming.reply.answer(card);
  return handled;
};
const refused = (outcome: Handled['outcome']): Handled => ({ outcome });
const bar = (title: string, at: number): Card => ({
  title,
  blocks: [{ type: 'progress', fraction: at / 10, note: `step ${at}` }],
});

/** An operation of ten steps that are some milliseconds each. */
function work(bot: BotDouble, options: { cancels?: boolean; each?: number; fails?: boolean }) {
  const handled = bot.begin(options);
  const { operation = 0 } = handled;
  let at = 0;
  if (args.includes('--announce')) setTimeout(() => process.stderr.write('followed\n'));
  const tick = setInterval(() => {
    at += 1;
    bot.report(operation, bar('Roll back e1', at));
    if (at < 10) return;
    clearInterval(tick);
    if (options.fails === true) {
      bot.end(operation, { state: 'failed', card: { title: 'e1 is locked', tone: 'danger' } });
    } else {
      const card: Card = { title: 'e1 is back at before', tone: 'success', footer: 'took 1 s' };
      bot.end(operation, { state: 'done', card });
    }
  }, options.each ?? 20);
  return handled;
}

const lines: Readonly<Record<string, Answer>> = {
  show: (incoming) => {
    const name = incoming.line.slice('show '.length);
    const found = kinds.find((kind) => kind.name === name);
    return say(incoming, found?.card ?? { title: `no ${name}` });
  },
  ask: (incoming) =>
    say(
      incoming,
      {
        title: 'Roll back e1 to before?',
        tone: 'warning',
        actions: [{ label: 'Roll back e1', command: 'roll e1', tone: 'danger', confirms: 'c-1' }],
      },
      refused('asked'),
    ),
  name: async (incoming) => {
    const { confirms, typed, reply } = incoming;
    if (confirms === undefined) {
      const actions = [{ label: 'Delete e1', command: 'name e1', confirms: 'c-2' }];
      return say(incoming, { title: 'Delete e1?', actions }, refused('asked'));
    }
    if (typed !== undefined) return say(incoming, { title: `typed: ${typed} for ${confirms}` });
    const label = 'Type e1 to go ahead';
    await reply.ask({
      ...{ title: 'Are you sure?', problem: { title: label }, line: 'name e1', confirms },
      fields: [{ name: 'word', label, required: true }],
    });
    return refused('asked');
  },
  roll: (_, bot) => work(bot, {}),
  slow: (_, bot) => work(bot, { cancels: true, each: 2000 }),
  stubborn: (_, bot) => work(bot, { each: 300 }),
  fail: (_, bot) => work(bot, { fails: true }),
  deny: (incoming) => say(incoming, { title: 'Not allowed', tone: 'danger' }, refused('refused')),
  wrong: (incoming) => say(incoming, { title: 'No such word', tone: 'danger' }, refused('usage')),
  hang: () => new Promise(() => {}),
  lost: () => {
    const url = 'postgresql://anna:hunter2@db/bot';
    throw new BotError('unreachable', `${url} is silent`, { hint: `Look at ${url}` });
  },
  bug: () => {
    throw new TypeError('hunter2 of undefined');
  },
  form: async (incoming) => {
    await incoming.reply.ask({
      title: 'Take a snapshot',
      problem: { title: 'Which machine?', tone: 'danger' },
      line: 'said',
      fields: [
        { name: 'machine', label: 'Machine', required: true, choices: ['web-1', 'web-2'] },
        { name: 'memory', label: 'Memory', required: false },
        { name: 'text', label: 'Text', required: true },
      ],
    });
    return refused('usage');
  },
  sought: async (incoming) => {
    await incoming.reply.ask({
      ...{ title: 'Show', problem: { title: 'Which one?' }, line: 'said' },
      fields: [{ name: 'machine', label: 'Machine', required: true, suggests: true }],
    });
    return refused('usage');
  },
};

const bot = createBotDouble(
  async (incoming, double) => {
    const [word = ''] = incoming.line.split(' ');
    const answer = lines[word];
    if (answer !== undefined) return answer(incoming, double);
    const confirms = incoming.confirms === undefined ? '' : ` with ${incoming.confirms}`;
    return say(incoming, { title: `heard: ${incoming.line}${confirms}` });
  },
  ['snapshot', 'show', 'web-1', 'web-2', 'database', `evil${String.fromCharCode(27)}[31m`].map(
    (each) => ({ value: each }),
  ),
);

const terminal = createTerminal({
  actor: { platform: 'terminal', id: 'os:1000', name: 'anna' },
  input: process.stdin,
  output: process.stdout,
  errorOutput: process.stderr,
  env: process.env,
  json: args.includes('--json'),
  keepGoing: args.includes('--keep-going'),
  line: args.includes('--line') ? value('--line') : undefined,
  historyFile: args.includes('--history') ? value('--history') : undefined,
});
process.exit(await terminal.run(bot));
