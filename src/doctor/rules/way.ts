import type { Check } from '../../hypervisor/checks.ts';
import type { SiteFacts } from '../facts.ts';
import type { Found, Severity } from '../finding.ts';

const severity: Record<Exclude<Check['state'], 'ok'>, Severity> = {
  failed: 'critical',
  warning: 'warning',
  unknown: 'info',
};

/** What the site's own checks found, from the way there inwards; and what could not be asked. */
export function ofTheWay({ checks, gaps, hosts }: SiteFacts): readonly Found[] {
  // Each of them has a finding of its own.
  const toldOf = hosts.some(({ problem }) => problem !== undefined) ? ['node-offline'] : [];
  return [
    ...checks.flatMap(({ code, state, says, hint, stops }): Found[] =>
      state === 'ok' || toldOf.includes(code)
        ? []
        : [{ code, severity: severity[state], says, fix: hint, stops }],
    ),
    ...gaps.map(
      ({ what, why }): Found => ({
        code: 'not-looked-at',
        severity: 'info',
        says: `${what}: ${why}`,
      }),
    ),
  ];
}
