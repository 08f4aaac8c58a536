import { invalid } from './refusal.ts';

export type Value = string | readonly string[];

/** What came with a call, in the path, the query or the body: text, as Proxmox's own code sees it. */
export interface Params {
  readonly all: Readonly<Record<string, Value>>;
  has(name: string): boolean;
  text(name: string): string | undefined;
  /** Throws 400 where it is missing. */
  need(name: string): string;
  int(name: string): number | undefined;
  /** 1, on, yes and true, as Proxmox reads a boolean. */
  flag(name: string): boolean;
  /** Repeated, or one text. */
  list(name: string): readonly string[];
}

export function paramsOf(all: Readonly<Record<string, Value>>): Params {
  const text = (name: string): string | undefined => {
    const value = all[name];
    return typeof value === 'object' ? value.at(-1) : value;
  };
  return {
    all,
    has: (name) => all[name] !== undefined,
    text,
    need(name) {
      const value = text(name);
      if (value === undefined)
        throw invalid({ [name]: 'property is missing and it is not optional' });
      return value;
    },
    int(name) {
      const value = text(name);
      return value === undefined ? undefined : Number(value);
    },
    flag: (name) => /^(?:1|on|yes|true)$/i.test(text(name) ?? ''),
    list(name) {
      const value = all[name] ?? [];
      return typeof value === 'string' ? [value] : value;
    },
  };
}
