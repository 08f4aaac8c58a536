import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { type Fault, refusals } from './refusal.ts';

/** One request of a bot, read. */
export interface Call {
  readonly method: string;
  /** Behind `/api/v10`. */
  readonly path: string;
  readonly host: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly uploads: readonly Upload[];
  readonly authorization: string | undefined;
}

export interface Upload {
  /** The `n` of `files[n]`. */
  readonly index: string;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** docs.discord.com/developers/reference#uploading-files: 10 MiB a file, 25 MiB a request. */
const fileBytes = 10 * 1024 * 1024;
const requestBytes = 25 * 1024 * 1024;

export async function readCall(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const bytes = await readAll(request);
  const type = request.headers['content-type'] ?? '';
  const parts = type.startsWith('multipart/form-data')
    ? await readForm(bytes, type)
    : { body: readJson(bytes.toString('utf8')), uploads: [] };
  return {
    method: request.method ?? 'GET',
    path: url.pathname.replace(/^\/api(\/v\d+)?/, ''),
    host: request.headers.host ?? '',
    query: url.searchParams,
    authorization: request.headers.authorization,
    ...parts,
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= requestBytes) chunks.push(chunk);
  }
  if (size > requestBytes) throw refusals.tooLarge();
  return Buffer.concat(chunks);
}

function readJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw refusals.badJson();
  }
}

async function readForm(bytes: Buffer, type: string): Promise<Pick<Call, 'body' | 'uploads'>> {
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'content-type': type },
  }).formData();
  const uploads: Upload[] = [];
  for (const [name, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (index === undefined || typeof value === 'string') continue;
    if (value.size > fileBytes) throw refusals.tooLarge();
    uploads.push({
      index,
      filename: value.name,
      contentType: value.type || 'application/octet-stream',
      bytes: new Uint8Array(await value.arrayBuffer()),
    });
  }
  const json = form.get('payload_json');
  return { body: readJson(typeof json === 'string' ? json : ''), uploads };
}

/** Reads a body; what does not fit is a fault where it stands, as Discord says it. */
export function read<T>(schema: z.ZodType<T>, body: unknown, path: Fault['path'] = []): T {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  throw refusals.badBody(
    result.error.issues.map((issue) => ({
      path: [...path, ...issue.path.filter((key) => typeof key !== 'symbol')],
      code: 'BASE_TYPE_REQUIRED',
      message: issue.message,
    })),
  );
}
