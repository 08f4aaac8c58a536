import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Args } from './stage.ts';

const record = z.record(z.string(), z.unknown());

/** All that was sent. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
  return Buffer.concat(chunks);
}

/** JSON, or a form whose structured fields are JSON, as Slack's own client sends it. */
export function readArgs(bytes: Buffer, type: string): Args {
  const text = bytes.toString();
  if (type.includes('json')) return record.safeParse(parsed(text)).data ?? {};
  const fields = [...new URLSearchParams(text)];
  return Object.fromEntries(fields.map(([name, value]) => [name, structured(value)]));
}

const structured = (value: string): unknown => (/^[[{]/.test(value) ? parsed(value) : value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The first file of a multipart body, or the body as it is. */
export async function readFile(bytes: Buffer, type: string): Promise<Buffer> {
  if (!type.startsWith('multipart/form-data')) return bytes;
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'content-type': type },
  }).formData();
  for (const value of form.values())
    return typeof value === 'string' ? Buffer.from(value) : Buffer.from(await value.arrayBuffer());
  return Buffer.alloc(0);
}

/** Answers with JSON. */
export function answerJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(value));
}
