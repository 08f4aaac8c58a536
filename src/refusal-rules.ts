import { BotError, type ErrorCode } from './errors.ts';

/** What a program or a host really says when it refuses, and how people are told. */
export interface RefusalRule {
  readonly says: RegExp;
  readonly code: ErrorCode;
  /** `{name}` is the machine's, `{said}` the program's own sentence. */
  readonly message: string;
  readonly hint?: string;
  /** Somebody else's work holds it for now, and nothing was changed: a step waits so many milliseconds and tries again. */
  readonly againAfterMs?: number;
}

/** What the system's ssh says on the way to the host of a site, from recorded sessions. */
export const sshRefusals: readonly RefusalRule[] = [
  {
    says: /Host key verification failed|host key is known/,
    code: 'unreachable',
    message: 'the ssh host is not the one that was pinned, or none was: {said}',
    hint: 'Compare its key with the real one, then write it into the known_hosts file of this site.',
  },
  {
    says: /Identity file .* not accessible.*Permission denied/s,
    code: 'unreachable',
    message: 'the private key of this site is not there, or the bot may not read it',
    hint: 'Correct `ssh.identity` in the configuration, or the rights of the file.',
  },
  {
    says: /Permission denied \((?:publickey|password|keyboard)/,
    code: 'unreachable',
    message: 'the ssh host refused the key: {said}',
    hint: 'Add the public key of this site to authorized_keys there.',
  },
];

export interface Refused {
  /** In the order they were said. */
  readonly sentences: readonly string[];
  /** The one that says it best. */
  readonly said: string | undefined;
  /** The machine's. */
  readonly name: string;
  /** Where nothing at all was said. */
  readonly silent: string;
}

/** By the first rule that fits; in the program's own words where none does. */
export function refusedBy(
  rules: readonly RefusalRule[],
  { sentences, said, name, silent }: Refused,
): BotError {
  const rule = rules.find(({ says }) => says.test(sentences.join('\n')));
  if (!rule) return new BotError('failed', sentences.join(': ') || silent);
  const words = { '{name}': name, '{said}': said ?? 'no reason given' };
  const message = rule.message.replace(
    /\{name\}|\{said\}/g,
    (word) => words[word as keyof typeof words],
  );
  return new BotError(rule.code, message, { hint: rule.hint, retryAfterMs: rule.againAfterMs });
}
