import { setTimeout as sleep } from 'node:timers/promises';
import { startDiscord } from '../../doubles/discord/index.ts';
import { startSlack } from '../../doubles/slack/index.ts';
import type { Account, Line, Open, Wanted } from './words.ts';

/** A double at work, whichever platform's it is. Channels are numbered. */
export interface Opened {
  readonly account: Account;
  /** Is over when the bot has acknowledged it. */
  type(channel: number, line: string): Promise<void>;
  /** Types it and waits for the whole answer. */
  typed(typing: Typing): Promise<Answered>;
  acks(): readonly number[];
  /** The machines whose answer is not there yet. */
  missing(wanted: readonly Wanted[]): readonly string[];
}

export interface Typing extends Line {
  /** The answer is whole only with its files. */
  readonly files: boolean;
}

interface Answered {
  readonly ms: number;
}

/** Milliseconds to wait for one answer. */
const LIMIT_MS = 10_000;

export function openChat(open: Open): Promise<Opened> {
  return open.platform === 'slack' ? openSlack(open) : openDiscord(open);
}

async function openSlack({ channels, rates }: Open): Promise<Opened> {
  const names = Array.from({ length: channels }, (_, at) => `C${at + 1}`);
  const double = await startSlack({ channels: names, rates });
  const person = double.person('U1');
  const type = (channel: number, line: string): Promise<void> =>
    person.slash(names[channel] ?? '', '/nakhoda', line);
  const { bot: token, app: appToken } = double.tokens;
  return {
    account: { apiUrl: double.apiUrl, token, appToken, applicationId: '', person: 'U1' },
    type,
    typed: ({ channel, line, files }) => {
      const last = files ? 'files.completeUploadExternal' : 'chat.postMessage';
      return wholeAnswer(
        () => type(channel, line),
        () => double.requests.filter(({ method }) => method === last).length,
      );
    },
    acks: () => double.acks.map(({ ms }) => ms),
    missing: (wanted) =>
      notAmong(wanted, (channel) =>
        person.messages(names[channel]).map(({ drawn, text }) => `${text}\n${drawn}`),
      ),
  };
}

async function openDiscord({ channels, rates }: Open): Promise<Opened> {
  const names = Array.from({ length: channels }, (_, at) => `room-${at + 1}`);
  const id = '190000000000000001';
  const people = [{ id, name: 'ada' }];
  // The bench measures the bot; that Discord takes what it sends is for the tests to say.
  const double = await startDiscord({ channels: names, people, rates, contracts: '' });
  const { apiUrl, token, applicationId } = double;
  const person = double.person('ada');
  const type = (channel: number, line: string): Promise<void> =>
    person.slash(names[channel] ?? '', 'nakhoda do', { line });
  return {
    account: { apiUrl, token, appToken: '', applicationId, person: id },
    type,
    typed: ({ channel, line }) =>
      wholeAnswer(
        () => type(channel, line),
        () => double.requests.filter(({ method }) => method === 'PATCH').length,
      ),
    acks: () => double.firstResponses.map(({ ms }) => ms),
    missing: (wanted) =>
      notAmong(wanted, (channel) => person.messages(names[channel]).map(({ drawn }) => drawn)),
  };
}

/** `answers` counts the requests that end one. */
async function wholeAnswer(type: () => Promise<void>, answers: () => number): Promise<Answered> {
  const before = answers();
  const began = performance.now();
  let failed: unknown;
  const typing = type().catch((error: unknown) => {
    failed = error;
  });
  while (answers() === before) {
    if (failed !== undefined) throw failed;
    if (performance.now() - began > LIMIT_MS) throw new Error('no whole answer came');
    await sleep(1);
  }
  const ms = performance.now() - began;
  await typing;
  return { ms };
}

function notAmong(
  wanted: readonly Wanted[],
  seen: (channel: number) => readonly string[],
): readonly string[] {
  const byChannel = Map.groupBy(wanted, ({ channel }) => channel);
  return [...byChannel].flatMap(([channel, some]) => {
    const texts = seen(channel);
    return some
      .filter(
        ({ machine, word }) => !texts.some((text) => text.includes(machine) && text.includes(word)),
      )
      .map(({ machine }) => machine);
  });
}
