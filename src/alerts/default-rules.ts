import type { Rule } from './rule.ts';

const MINUTE = 60_000;

/**
 * What is watched where nobody configured anything. Long enough that a spike, a backup or a reboot fires nothing: what
 * fires is worth a look.
 */
export const defaultRules: readonly Rule[] = [
  {
    name: 'machine-cpu',
    signal: 'machine-cpu',
    ...{ trigger: 0.8, clear: 0.75, forMs: 10 * MINUTE, clearForMs: 5 * MINUTE },
    severity: 'warning',
  },
  {
    name: 'machine-memory',
    signal: 'machine-memory',
    ...{ trigger: 0.9, clear: 0.85, forMs: 10 * MINUTE, clearForMs: 5 * MINUTE },
    severity: 'warning',
  },
  {
    name: 'machine-paused',
    signal: 'machine-paused',
    ...{ trigger: 1, clear: 1, forMs: MINUTE / 2, clearForMs: MINUTE / 2 },
    severity: 'critical',
  },
  {
    name: 'machine-crashed',
    signal: 'machine-crashed',
    ...{ trigger: 1, clear: 1, forMs: 0, clearForMs: MINUTE },
    severity: 'critical',
  },
  {
    name: 'machine-silent',
    signal: 'machine-silent',
    ...{ trigger: 1, clear: 1, forMs: 5 * MINUTE, clearForMs: MINUTE },
    severity: 'warning',
  },
  {
    name: 'host-cpu',
    signal: 'host-cpu',
    ...{ trigger: 0.85, clear: 0.75, forMs: 10 * MINUTE, clearForMs: 5 * MINUTE },
    severity: 'warning',
  },
  {
    name: 'host-memory',
    signal: 'host-memory',
    ...{ trigger: 0.9, clear: 0.85, forMs: 5 * MINUTE, clearForMs: 5 * MINUTE },
    severity: 'critical',
  },
  {
    name: 'host-load',
    signal: 'host-load',
    ...{ trigger: 2, clear: 1.5, forMs: 10 * MINUTE, clearForMs: 5 * MINUTE },
    severity: 'warning',
  },
  {
    name: 'host-lost',
    signal: 'host-lost',
    ...{ trigger: 1, clear: 1, forMs: MINUTE, clearForMs: MINUTE / 2 },
    severity: 'critical',
  },
];
