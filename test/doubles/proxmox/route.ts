import type { Need, Who } from './access/who.ts';
import type { Params } from './params.ts';
import type { World } from './world/world.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What a handler gets. */
export interface Call {
  readonly world: World;
  readonly params: Params;
  readonly who: Who;
  /** The node the path names; else the one that was asked. */
  readonly node: string;
}

/** Answers what stands under `data`; nothing is null. Throws a `Refusal`. */
export type Handler = (call: Call) => unknown;

export interface Route {
  readonly method: Method;
  /** As the schema writes it: `/nodes/{node}/qemu/{vmid}/config`. */
  readonly template: string;
  readonly handle: Handler;
  /** The privileges it takes, checked before the handler; the schema's own `permissions.check`. */
  readonly needs?: Need | undefined;
  /** Handed on to the daemon, whose `connection: close` reaches the client. */
  readonly daemon?: boolean | undefined;
  /** Answered to those who are nobody yet. */
  readonly open?: boolean | undefined;
}

export type RouteOptions = Pick<Route, 'needs' | 'daemon' | 'open'>;

export function route(
  method: Method,
  template: string,
  handle: Handler,
  options: RouteOptions = {},
): Route {
  return { method, template, handle, ...options };
}

/** An answer with keys beside `data`, as the lists of tasks have `total`. */
export interface Envelope {
  readonly envelope: Readonly<Record<string, unknown>>;
}

export function withTotal(data: readonly unknown[], total: number): Envelope {
  return { envelope: total === 0 ? { data } : { data, total } };
}
