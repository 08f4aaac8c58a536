import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import type { Parts } from '../messages.ts';
import { createPerson } from '../person/person.ts';
import { pageHtml, screenHtml, type View, viewOf } from './page.ts';
import { offers, sendLine } from './typed.ts';

/** What the page's script sends. */
const action = z.discriminatedUnion('type', [
  z.object({ type: z.literal('click'), label: z.string(), message: z.string() }),
  z.object({ type: z.literal('choose'), option: z.string() }),
  z.object({ type: z.literal('fill'), answers: z.record(z.string(), z.string()) }),
  z.object({ type: z.literal('line'), line: z.string() }),
  z.object({ type: z.literal('dismiss') }),
]);

type Say = (status: number, type: string, body: string | Uint8Array) => void;

/** Answers a browser: the page of one person in one channel, and what is clicked and typed there. */
export async function serveSite(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const say: Say = (status, type, body) => {
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  };
  if (pathname.startsWith('/attachments/')) return sayFile(parts, pathname, say);
  const view = viewOf(parts.world, searchParams);
  switch (pathname) {
    case '/':
      return say(200, page, pageHtml(parts.world, view, searchParams.get('width') === 'phone'));
    case '/screen':
      return say(200, page, screenHtml(parts.world, view));
    case '/suggest': {
      const found = await offers(parts, view, searchParams.get('line') ?? '').catch(() => []);
      return say(200, 'application/json', JSON.stringify(found));
    }
    case '/act':
      return tryAct(parts, view, request, say);
    default:
      return say(404, 'text/plain', 'no such page');
  }
}

const page = 'text/html; charset=utf-8';

function sayFile({ world }: Parts, pathname: string, say: Say): void {
  const [, , , id] = pathname.split('/');
  const file = world.messages.flatMap(({ files }) => files).find((one) => one.id === id);
  if (file === undefined) say(404, 'text/plain', 'no such file');
  else say(200, file.contentType, file.bytes);
}

/** What Discord's client would not send is said under the box. */
async function tryAct(parts: Parts, view: View, request: IncomingMessage, say: Say): Promise<void> {
  try {
    await act(parts, view, action.parse(await json(request)));
    say(200, 'text/plain', '');
  } catch (error) {
    say(400, 'text/plain; charset=utf-8', error instanceof Error ? error.message : String(error));
  }
}

async function act(parts: Parts, view: View, what: z.infer<typeof action>): Promise<void> {
  const person = createPerson(parts, view.person);
  const channel = view.channel.id;
  switch (what.type) {
    case 'click':
      return person.click(what.label, { channel, message: what.message });
    case 'choose':
      return person.choose(what.option, { channel });
    case 'fill':
      return person.fill(what.answers);
    case 'line':
      return sendLine(parts, view, what.line);
    case 'dismiss':
      return person.dismiss();
  }
}
