import type { Monitoring } from '../../src/program/serve.ts';
import { openEndpoint } from './endpoint.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createMetrics } from './metrics.ts';

/** What a service tells monitors with; the version is one of its figures. */
export function openMonitoring(version: string): Monitoring {
  return {
    createMetrics: (figures) => createMetrics(version, figures),
    openEndpoint,
    startHeartbeat,
  };
}
