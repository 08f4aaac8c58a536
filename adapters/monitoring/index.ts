import type { Monitoring } from '../../src/program/serve.ts';
import { openEndpoint } from './endpoint.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createMetrics } from './metrics.ts';

export { type Endpoint, openEndpoint } from './endpoint.ts';
export { startHeartbeat } from './heartbeat.ts';
export { createMetrics } from './metrics.ts';

/** What the service needs to be watched, as a program of this version tells it. */
export function monitoringOf(version: string): Monitoring {
  const counting: Monitoring['createMetrics'] = (figures) => createMetrics(version, figures);
  return { createMetrics: counting, openEndpoint, startHeartbeat };
}
