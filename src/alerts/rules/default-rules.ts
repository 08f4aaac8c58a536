import type { Rule } from './rule.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** It is so, or it is not. */
const flag = { trigger: 1, clear: 1 } as const;
/** What is asked seldom, and is no spike: the first value counts. */
const atOnce = { forMs: 0, clearForMs: 0 } as const;

/**
 * What is watched where nobody configured anything. Long enough that a spike, a backup or a reboot fires nothing: what
 * fires is worth a look. What wants a question to a guest, or a wish, is watched where a tag says so.
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
    ...{ ...flag, forMs: MINUTE / 2, clearForMs: MINUTE / 2 },
    severity: 'critical',
  },
  {
    name: 'machine-crashed',
    signal: 'machine-crashed',
    ...{ ...flag, forMs: 0, clearForMs: MINUTE },
    severity: 'critical',
  },
  {
    name: 'machine-silent',
    signal: 'machine-silent',
    ...{ ...flag, forMs: 5 * MINUTE, clearForMs: MINUTE },
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
    ...{ ...flag, forMs: MINUTE, clearForMs: MINUTE / 2 },
    severity: 'critical',
  },
  {
    name: 'machine-disk',
    signal: 'machine-disk',
    ...{ trigger: 0.9, clear: 0.85, ...atOnce },
    severity: 'warning',
  },
  {
    name: 'machine-disk-full',
    signal: 'machine-disk',
    ...{ trigger: 0.97, clear: 0.95, ...atOnce },
    severity: 'critical',
  },
  {
    name: 'machine-stopped',
    signal: 'machine-stopped',
    // As long as a reboot takes, or a backup that stops the machine, made by somebody else.
    ...{ ...flag, forMs: 3 * MINUTE, clearForMs: MINUTE },
    severity: 'warning',
  },
  {
    name: 'guest-silent',
    signal: 'guest-silent',
    on: 'tag:probe',
    ...{ ...flag, forMs: 5 * MINUTE, clearForMs: 2 * MINUTE },
    severity: 'warning',
  },
  {
    name: 'way-silent',
    signal: 'way-silent',
    on: 'tag:mesh',
    // Twice in a row.
    ...{ ...flag, forMs: 4 * MINUTE, clearForMs: 0 },
    severity: 'warning',
  },
  {
    name: 'way-unasked',
    signal: 'way-unasked',
    ...{ ...flag, forMs: 4 * MINUTE, clearForMs: 0 },
    severity: 'warning',
  },
  {
    name: 'guest-clock',
    signal: 'guest-clock',
    ...{ trigger: 10 * SECOND, clear: 5 * SECOND, ...atOnce },
    severity: 'warning',
  },
  {
    name: 'backup-late',
    signal: 'backup-late',
    ...{ trigger: 7, clear: 7, ...atOnce },
    severity: 'warning',
  },
  {
    name: 'backup-very-late',
    signal: 'backup-late',
    ...{ trigger: 14, clear: 14, ...atOnce },
    severity: 'critical',
  },
  {
    name: 'backup-missing',
    signal: 'backup-missing',
    on: 'tag:backup',
    ...{ ...flag, ...atOnce },
    severity: 'warning',
  },
  {
    name: 'snapshot-old',
    signal: 'snapshot-old',
    ...{ trigger: 30, clear: 30, ...atOnce },
    severity: 'warning',
  },
  {
    name: 'host-clock',
    signal: 'host-clock',
    ...{ trigger: 2 * SECOND, clear: SECOND, ...atOnce },
    severity: 'warning',
  },
  {
    name: 'storage-fill',
    signal: 'storage-fill',
    ...{ trigger: 0.85, clear: 0.82, forMs: 10 * MINUTE, clearForMs: 5 * MINUTE },
    severity: 'warning',
  },
  {
    name: 'storage-full',
    signal: 'storage-fill',
    ...{ trigger: 0.95, clear: 0.93, forMs: 2 * MINUTE, clearForMs: 5 * MINUTE },
    severity: 'critical',
  },
  {
    name: 'task-failed',
    signal: 'task-failed',
    ...{ ...flag, ...atOnce },
    severity: 'warning',
  },
  {
    name: 'bot-stall',
    signal: 'bot-stall',
    ...{ trigger: 500, clear: 250, forMs: 5 * MINUTE, clearForMs: 5 * MINUTE },
    severity: 'warning',
  },
  {
    name: 'bot-database',
    signal: 'bot-database',
    ...{ trigger: 2 * SECOND, clear: SECOND, forMs: 2 * MINUTE, clearForMs: 2 * MINUTE },
    severity: 'warning',
  },
  {
    name: 'bot-unsaid',
    signal: 'bot-unsaid',
    ...{ trigger: 5 * MINUTE, clear: MINUTE, forMs: 0, clearForMs: MINUTE },
    severity: 'warning',
  },
  {
    name: 'bot-chat',
    signal: 'bot-chat',
    ...{ trigger: 1, clear: 1, forMs: 2 * MINUTE, clearForMs: MINUTE },
    severity: 'critical',
  },
  {
    name: 'bot-webhook',
    signal: 'bot-webhook',
    ...{ trigger: 1, clear: 1, forMs: 0, clearForMs: 0 },
    severity: 'critical',
  },
  {
    name: 'bot-polling',
    signal: 'bot-polling',
    ...{ trigger: 5 * MINUTE, clear: 2 * MINUTE, forMs: 0, clearForMs: MINUTE },
    severity: 'warning',
  },
];
