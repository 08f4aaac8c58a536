/** The `errors` tree of a 50035: names and indexes down to `_errors`. docs.discord.com/developers/reference#error-messages */
export interface ErrorTree {
  [key: string]: ErrorTree | readonly Problem[];
}

export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** One thing wrong with a body, and the path to it. */
export interface Fault extends Problem {
  readonly path: readonly (string | number)[];
}

interface RefusalParts {
  readonly faults?: readonly Fault[];
  readonly retryAfter?: number;
}

/** An answer that Discord gives instead of doing what was asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: number, message: string, parts: RefusalParts = {}) {
    super(message);
    const { faults = [], retryAfter } = parts;
    this.status = status;
    this.body = {
      message,
      code,
      ...(faults.length > 0 && { errors: treeOf(faults) }),
      ...(retryAfter !== undefined && { retry_after: retryAfter, global: false }),
    };
    this.headers = retryAfter === undefined ? {} : rateHeaders(retryAfter);
  }
}

/** Codes: docs.discord.com/developers/topics/opcodes-and-status-codes#json */
export const refusals = {
  unauthorized: () => new Refusal(401, 0, '401: Unauthorized'),
  noRoute: () => new Refusal(404, 0, '404: Not Found'),
  unknownChannel: () => new Refusal(404, 10003, 'Unknown Channel'),
  unknownGuild: () => new Refusal(404, 10004, 'Unknown Guild'),
  unknownMember: () => new Refusal(404, 10007, 'Unknown Member'),
  unknownMessage: () => new Refusal(404, 10008, 'Unknown Message'),
  unknownUser: () => new Refusal(404, 10013, 'Unknown User'),
  unknownWebhook: () => new Refusal(404, 10015, 'Unknown Webhook'),
  unknownInteraction: () => new Refusal(404, 10062, 'Unknown interaction'),
  unknownCommand: () => new Refusal(404, 10063, 'Unknown application command'),
  oldEdits: () =>
    new Refusal(
      400,
      30046,
      'Maximum number of edits to messages older than 1 hour reached. Try again later',
    ),
  tooLarge: () => new Refusal(413, 40005, 'Request entity too large'),
  acknowledged: () => new Refusal(400, 40060, 'Interaction has already been acknowledged.'),
  noAccess: () => new Refusal(403, 50001, 'Missing Access'),
  notYours: () => new Refusal(403, 50005, 'Cannot edit a message authored by another user'),
  empty: () => new Refusal(400, 50006, 'Cannot send an empty message'),
  noPermission: () => new Refusal(403, 50013, 'Missing Permissions'),
  badToken: () => new Refusal(401, 50027, 'Invalid Webhook Token'),
  badJson: () => new Refusal(400, 50109, 'The request body contains invalid JSON.'),
  badBody: (faults: readonly Fault[]) => new Refusal(400, 50035, 'Invalid Form Body', { faults }),
  slower: (seconds: number) =>
    new Refusal(429, 0, 'You are being rate limited.', { retryAfter: seconds }),
};

function rateHeaders(retryAfter: number): Record<string, string> {
  return {
    'retry-after': String(Math.ceil(retryAfter)),
    'x-ratelimit-scope': 'user',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset-after': String(retryAfter),
  };
}

function treeOf(faults: readonly Fault[]): ErrorTree {
  const root: ErrorTree = {};
  for (const { path, code, message } of faults) {
    let at = root;
    for (const key of path) {
      const next = at[key];
      const child: ErrorTree = next === undefined || isList(next) ? {} : next;
      at[key] = child;
      at = child;
    }
    const before = at['_errors'];
    at['_errors'] = [...(isList(before) ? before : []), { code, message }];
  }
  return root;
}

function isList(value: ErrorTree | readonly Problem[] | undefined): value is readonly Problem[] {
  return Array.isArray(value);
}
