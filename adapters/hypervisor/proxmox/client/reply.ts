import { z } from 'zod';
import type { Answer } from './client.ts';
import type { Reply } from './entry-point.ts';

const Body = z.object({
  data: z.unknown().optional(),
  total: z.number().optional(),
  message: z.string().optional(),
  errors: z.record(z.string(), z.coerce.string()).optional(),
});
type Body = z.infer<typeof Body>;

/** The JSON of an answer; 401, 595 and 596 have none, 501 may have plain text. */
export function bodyOf({ body }: Reply): Body | undefined {
  try {
    return Body.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** What a refusal says: behind its status, or where a proxy has taken that away, in its body. */
export function answerOf(reply: Reply): Answer {
  const body = bodyOf(reply);
  const said = [reply.reason, body?.message, `HTTP ${reply.status}`];
  const reason = said.find((text) => text !== undefined && text.trim() !== '') ?? '';
  return {
    status: reply.status,
    reason: reason.trim(),
    ...(body?.errors && { errors: body.errors }),
  };
}
