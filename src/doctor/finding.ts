import type { Code } from './codes.ts';

export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** One thing that a person should know of a site, a host or a machine. */
export interface Finding {
  readonly code: Code;
  readonly severity: Severity;
  readonly site: string;
  readonly host?: string | undefined;
  readonly machine?: { readonly id: string; readonly name: string } | undefined;
  /** Other sites that it is about too. */
  readonly others?: readonly string[] | undefined;
  readonly says: string;
  readonly fix?: string | undefined;
  /** Machines of its site whose start cannot work because of it, by their ids. */
  readonly stops?: 'all' | readonly string[] | undefined;
  /** When it was seen, milliseconds since the epoch. */
  readonly at: number;
  /** The rule of the configuration that ignores it, as it is written there. */
  readonly ignored?: string | undefined;
}

/** What a rule finds; where and when is the same for all of its site. */
export type Found = Omit<Finding, 'site' | 'at' | 'ignored'>;

/** Worst first, then by where it is. */
export function worstFirst(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    a.site.localeCompare(b.site) ||
    (a.host ?? '').localeCompare(b.host ?? '')
  );
}
