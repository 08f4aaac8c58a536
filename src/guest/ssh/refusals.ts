import { BotError, type ErrorCode } from '../../errors.ts';
import { plainText } from '../sections.ts';

/** Why ssh did not come through: whether anything can have run over there, and what it means. */
export interface SshRefusal {
  readonly kind:
    | 'no-route'
    | 'refused'
    | 'name'
    | 'silent'
    | 'key-refused'
    | 'key-changed'
    | 'broken';
  readonly words: string;
}

/** What OpenSSH's client says, the first that fits. All but `broken` come before anything was asked of the guest. */
const sayings: readonly (readonly [RegExp, SshRefusal['kind'], string])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed|host key is known for/i,
    'key-changed',
    'its ssh shows another key than the one that was pinned',
  ],
  [
    /Permission denied|Too many authentication failures|No more authentication/i,
    'key-refused',
    'its ssh does not let the bot in with its key',
  ],
  [
    /Could not resolve|Name or service not known|name resolution/i,
    'name',
    'its name is not known here',
  ],
  [/No route to host|Network is unreachable/i, 'no-route', 'there is no route to its address'],
  [
    /Connection refused|stdio forwarding failed|open failed: connect failed/i,
    'refused',
    'nothing listens for ssh at its address',
  ],
  [
    /connect to host .{0,300}timed out|Connection timed out during banner|kex_exchange_identification|banner exchange/i,
    'silent',
    'its ssh does not answer',
  ],
];

const SILENT = 'the ssh to it broke';

export function readRefusal(stderr: string): SshRefusal {
  const text = stderr.slice(0, 8_000);
  const known = sayings.find(([pattern]) => pattern.test(text));
  if (known) return { kind: known[1], words: known[2] };
  const last = text.trim().split('\n').at(-1) ?? '';
  const said = plainText(last, 200);
  return { kind: 'broken', words: said === '' ? SILENT : `${SILENT}: ${said}` };
}

/** It came in, and its session ended without that anybody said why. */
export function isSilent({ words }: SshRefusal): boolean {
  return words === SILENT;
}

/** As an error: what cannot have begun is told apart from what may have. */
export function refusalError(refusal: SshRefusal, name: string, hint?: string): BotError {
  return new BotError(codes[refusal.kind], `${name}: ${refusal.words}`, { hint });
}

const codes: Record<SshRefusal['kind'], ErrorCode> = {
  'no-route': 'conflict',
  refused: 'conflict',
  name: 'conflict',
  silent: 'conflict',
  'key-refused': 'forbidden',
  'key-changed': 'forbidden',
  broken: 'unreachable',
};
