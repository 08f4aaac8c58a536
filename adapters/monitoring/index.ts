export { type Endpoint, openEndpoint } from './endpoint.ts';
export { startHeartbeat } from './heartbeat.ts';
export { createMetrics } from './metrics.ts';
