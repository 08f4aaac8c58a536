import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

/** `lost`: it is dealt with, and the answer never comes. */
export type Fault = Answer | 'lost';

export interface Listening {
  readonly url: string;
  /** All that was asked, refused or not, oldest first. */
  readonly asked: readonly Asked[];
  /** What becomes of the next requests, in their order; a refusal is given before anybody looks at the request. */
  fail(...faults: readonly Fault[]): void;
  close(): Promise<void>;
}

/** An HTTP server on this computer that answers as it is told. */
export async function listen(
  answer: (asked: Asked) => Answer | Promise<Answer>,
  port = 0,
): Promise<Listening> {
  const asked: Asked[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    void read(request).then(async (one) => {
      asked.push(one);
      const fault = faults.shift();
      const given = fault === undefined || fault === 'lost' ? await answer(one) : fault;
      if (fault === 'lost') request.socket.destroy();
      else write(response, given);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    asked,
    fail: (...some) => void faults.push(...some),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  return {
    ...{ method: request.method ?? '', path: pathname, query: searchParams },
    ...{ headers: request.headers, body: Buffer.concat(chunks).toString() },
  };
}

function write(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}
