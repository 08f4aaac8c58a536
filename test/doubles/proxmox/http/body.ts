import type { IncomingMessage } from 'node:http';
import type { Value } from '../params.ts';
import { Refusal } from '../refusal.ts';

/** https://pve.proxmox.com/wiki: the proxy takes bodies of up to 512 KiB. */
const limit = 512 * 1024;

/** Everything the query and the body say, as text. */
export async function readParams(
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Record<string, Value>> {
  const found = new Map<string, Value>();
  gather(found, query);
  const text = await bodyOf(request);
  if (text === '') return Object.fromEntries(found);
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim();
  if (type === 'application/json') gatherJson(found, text);
  else if (type === 'application/x-www-form-urlencoded' || type === '')
    gather(found, new URLSearchParams(text));
  else throw new Refusal(400, `unsupported content type '${type}'`, '');
  return Object.fromEntries(found);
}

/** A key that comes twice is a list. */
function gather(found: Map<string, Value>, pairs: URLSearchParams): void {
  for (const key of new Set(pairs.keys())) {
    const values = pairs.getAll(key);
    found.set(key, values.length === 1 ? (values[0] ?? '') : values);
  }
}

function gatherJson(found: Map<string, Value>, text: string): void {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refusal(400, 'malformed JSON string', '');
  }
  for (const [key, value] of Object.entries(Object(body))) {
    if (value === null || value === undefined) continue;
    found.set(key, Array.isArray(value) ? value.map(textOf) : textOf(value));
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= limit) chunks.push(bytes);
  }
  if (size > limit) throw new Refusal(501, 'for data too large', 'for data too large');
  return Buffer.concat(chunks).toString('utf8');
}
