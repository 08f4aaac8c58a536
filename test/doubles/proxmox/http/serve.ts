import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Accounts } from '../access/accounts.ts';
import type { Need, Who } from '../access/who.ts';
import type { Contract } from '../contract/contract.ts';
import type { Trouble } from '../faults.ts';
import { type Params, paramsOf, type Value } from '../params.ts';
import { invalid, Refusal, refuse } from '../refusal.ts';
import type { Envelope, Route } from '../route.ts';
import type { World } from '../world/world.ts';
import { readParams } from './body.ts';
import { createMatcher, type Matched } from './match.ts';
import { type Answer, write } from './write.ts';

/** One request that came in. */
export interface Seen {
  readonly method: string;
  /** Below `/api2/json`, without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, Value>>;
  /** The node whose entry point was asked. */
  readonly entry: string;
  /** 0 until it is answered, and where the connection was cut. */
  status: number;
  reason: string;
}

export interface Delays {
  /** Before a 401: 3 s in life. */
  readonly unauthorizedMs: number;
  /** Before a 595: 3 s in life. */
  readonly unreachableMs: number;
}

export interface Parts {
  readonly world: World;
  readonly accounts: Accounts;
  readonly contract: Contract;
  readonly routes: readonly Route[];
  readonly delays: Delays;
  readonly calls: Seen[];
}

const root = '/api2/json';

/** Answers what comes in at the entry point of one node. */
export function createServe(parts: Parts) {
  const match = createMatcher(parts.routes);
  return async (entry: string, request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'https://double');
    const method = request.method ?? 'GET';
    const path = url.pathname.startsWith(root) ? url.pathname.slice(root.length) : url.pathname;
    const { faults } = parts.world;
    const trouble = faults.troubleFor(method, path);
    await sleep(faults.latencyMs + (trouble?.how === 'slow' ? trouble.ms : 0));
    const seen: Seen = { method, path, params: {}, entry, status: 0, reason: '' };
    parts.calls.push(seen);
    const answer = await troubled(trouble, () =>
      answerSafely({ ...parts, match, entry, request, method, path }, url, seen),
    );
    if (answer === 'silence') return;
    if (answer === 'cut') return void response.destroy();
    Object.assign(seen, { status: answer.status, reason: answer.reason });
    write(response, answer, parts.world.now());
  };
}

/** What comes of a call that something is wrong with; the act is done or is not, as the fault says. */
async function troubled(
  trouble: Trouble | undefined,
  act: () => Promise<Answer>,
): Promise<Answer | 'silence' | 'cut'> {
  switch (trouble?.how) {
    case 'hang':
      return 'silence';
    case 'cut':
      if (trouble.when === 'after') await act();
      return 'cut';
    case 'broken':
      if (trouble.when === 'after') await act();
      return { status: 596, reason: trouble.reason ?? 'Broken pipe', body: '' };
    case 'unreachable':
      return { status: 595, reason: 'No route to host', body: '' };
    case 'answer':
      return { status: trouble.status, reason: trouble.reason, body: trouble.body ?? '' };
    default:
      return act();
  }
}

async function answerSafely(asked: Asked, url: URL, seen: Seen): Promise<Answer> {
  try {
    const params = await readParams(asked.request, url.searchParams);
    Object.assign(seen, { params });
    return await answerTo(asked, params);
  } catch (error) {
    return refusalOf(error, asked.delays);
  }
}

interface Asked extends Parts {
  readonly match: ReturnType<typeof createMatcher>;
  readonly entry: string;
  readonly request: IncomingMessage;
  readonly method: string;
  readonly path: string;
}

async function answerTo(asked: Asked, said: Readonly<Record<string, Value>>): Promise<Answer> {
  const { world, accounts, contract, match, entry, request, method, path } = asked;
  if (method === 'HEAD') throw new Refusal(501, "method 'HEAD' not available", '');
  const found = match(method, path);
  const who =
    found?.route.open === true ? accounts.who('nobody') : accounts.whoAsks(method, request.headers);
  if (found === undefined) {
    const message = `Method '${method} ${path}' not implemented`;
    throw new Refusal(501, message, { data: null, message });
  }
  const params = paramsOf({ ...said, ...found.variables });
  demand(who, found.route.needs, params);
  const node = params.text('node') ?? entry;
  reach(world, node, entry);
  const errors = contract.check(method, found.route.template, params.all);
  if (Object.keys(errors).length > 0) throw invalid(errors);
  const data: unknown = await found.route.handle({ world, params, who, node });
  const body = isEnvelope(data) ? data.envelope : { data: data ?? null };
  return { status: 200, reason: 'OK', body, daemon: isFromDaemon(found, node, entry) };
}

function isFromDaemon({ route }: Matched, node: string, entry: string): boolean {
  return route.daemon === true || node !== entry;
}

function demand(who: Who, needs: Need | undefined, params: Params): void {
  if (needs === undefined) return;
  const path = needs.path.replaceAll(/\{(.+?)\}/g, (_, name: string) => params.text(name) ?? '');
  if (needs.any === true) who.demandAny(path, ...needs.privileges);
  else who.demand(path, ...needs.privileges);
}

/** The node a call is handed on to. */
function reach({ nodes, faults }: World, node: string, entry: string): void {
  if (!nodes.has(node)) {
    const lost = `failed to get address info for: ${node}: Temporary failure in name resolution`;
    throw refuse(`hostname lookup '${node}' failed - ${lost}`);
  }
  if (node !== entry && faults.downNodes.has(node)) throw new Refusal(595, 'No route to host', '');
}

function isEnvelope(data: unknown): data is Envelope {
  return typeof data === 'object' && data !== null && 'envelope' in data;
}

async function refusalOf(error: unknown, delays: Delays): Promise<Answer> {
  if (!(error instanceof Refusal)) throw error;
  const { status, message, body } = error;
  if (status === 401) await sleep(delays.unauthorizedMs);
  if (status === 595) await sleep(delays.unreachableMs);
  return { status, reason: message, body };
}
