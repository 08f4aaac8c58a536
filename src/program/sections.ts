import { parse } from 'yaml';

/** The sections of a configuration by name, each as one text, however it is laid out. */
export type Sections = ReadonlyMap<string, string>;

/** What is read again while the bot runs. */
const live: ReadonlySet<string> = new Set(['access', 'approvals', 'alerts']);

/** Throws where it is no YAML. */
export function sectionsIn(text: string): Sections {
  const read: unknown = parse(text);
  const entries = read !== null && typeof read === 'object' ? Object.entries(read) : [];
  return new Map(entries.map(([name, value]) => [name, JSON.stringify(value)]));
}

/** Those that changed, came or went, and hold after a restart alone. */
export function waitingForRestart(before: Sections, now: Sections): readonly string[] {
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].filter((name) => !live.has(name) && before.get(name) !== now.get(name));
}
