import type { Call } from '../call.ts';
import type { Parts } from '../messages.ts';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  /** `/channels/:channel/messages`. */
  readonly path: string;
  /** Absent where the path itself holds the secret. */
  readonly open?: true;
  run(parts: Parts, call: Call, named: Named): Answer;
}

/** The parts of the path that have names. */
export type Named = (name: string) => string;

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const done: Answer = { status: 204 };

export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly named: Named } | undefined {
  const words = path.split('/');
  for (const route of routes) {
    const wanted = route.path.split('/');
    if (route.method !== method || wanted.length !== words.length) continue;
    if (!wanted.every((word, at) => word.startsWith(':') || word === words[at])) continue;
    const named: Named = (name) => decodeURIComponent(words[wanted.indexOf(`:${name}`)] ?? '');
    return { route, named };
  }
  return undefined;
}
