import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Call, readCall } from './call.ts';
import type { Contract } from './contract.ts';
import type { Parts } from './messages.ts';
import { createRates } from './rates.ts';
import { Refusal, refusals } from './refusal.ts';
import { routes } from './routes/index.ts';
import { type Answer, matchRoute } from './routes/route.ts';

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly error?: unknown;
  readonly at: number;
}

export interface FirstResponse {
  readonly kind: string;
  readonly ms: number;
}

export interface ApiLog {
  readonly requests: LoggedRequest[];
  readonly firstResponses: FirstResponse[];
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
type Sent = Answer & { readonly headers?: Readonly<Record<string, string>> };

/** Answers what a bot asks of the REST API. */
export function createApi(parts: Parts, contract: Contract, log: ApiLog, rated: boolean): Handler {
  const rates = createRates(rated);
  const answerTo = (call: Call): Sent => {
    const headers = rates.take(call);
    const answer = perform(parts, contract, call);
    noteFirst(parts, call, log);
    return { ...answer, headers };
  };
  return async (request, response) => {
    const at = Date.now();
    const { method = '', url = '' } = request;
    const read = await readCall(request).catch(refused);
    const isCall = 'host' in read;
    const answer = isCall ? attempt(() => answerTo(read)) : read;
    const { path, body } = isCall ? read : { path: url, body: undefined };
    log.requests.push({ method, path, body, ...outcome(answer), at });
    const delay = parts.faults.delay();
    if (delay > 0) await pause(delay);
    const mishap = answer.status < 400 ? mishapOf(parts, path) : undefined;
    if (mishap === 'drop') request.socket.destroy();
    else if (mishap === undefined) send(response, answer);
  };
}

/** What becomes of a request that is done and not answered. */
function mishapOf({ faults }: Parts, path: string): 'hold' | 'drop' | undefined {
  if (faults.holds(path)) return 'hold';
  return faults.takeDrop(path) ? 'drop' : undefined;
}

function outcome({ status, body }: Sent): Pick<LoggedRequest, 'status' | 'error'> {
  return status < 400 ? { status } : { status, error: body };
}

function attempt(act: () => Sent): Sent {
  try {
    return act();
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): Sent {
  if (!(error instanceof Refusal)) throw error;
  return { status: error.status, body: error.body, headers: error.headers };
}

function perform(parts: Parts, contract: Contract, call: Call): Answer {
  const { faults, world } = parts;
  const { method, path } = call;
  const failure = faults.takeFailure(path);
  if (failure !== undefined) throw new Refusal(failure, 0, `${failure}: on a bad day`);
  const seconds = faults.takeRate(path);
  if (seconds !== undefined) throw refusals.slower(seconds);
  const found = matchRoute(routes, method, path);
  if (found === undefined) throw refusals.noRoute();
  const good = !faults.revoked() && call.authorization === `Bot ${world.token}`;
  if (found.route.open !== true && !good) throw refusals.unauthorized();
  const wrong = contract.check(method, path, call.body);
  if (wrong.length > 0) throw refusals.badBody(wrong);
  return found.route.run(parts, call, found.named);
}

function noteFirst({ world }: Parts, { path }: Call, log: ApiLog): void {
  const token = /^\/interactions\/\d+\/([^/]+)\/callback$/.exec(path)?.[1];
  const interaction = token === undefined ? undefined : world.interactions.get(token);
  if (interaction === undefined) return;
  log.firstResponses.push({ kind: interaction.kind, ms: Date.now() - interaction.at });
}

function send(response: ServerResponse, { status, body, headers }: Sent): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A server on loopback, and where it is. */
export async function listen(
  handler: Handler,
  port = 0,
): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code: 0, message: `500: the double broke: ${error}` }));
      process.emitWarning(
        `the Discord double broke: ${error instanceof Error ? error.stack : error}`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const at = typeof address === 'object' && address !== null ? address.port : port;
  return { server, origin: `http://127.0.0.1:${at}` };
}
