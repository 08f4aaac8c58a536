import { z } from 'zod';
import { type Answer, type Asked, type Listening, listen } from './listen.ts';

/** What a person finds at PagerDuty. */
export interface PagerDutyAlert {
  readonly key: string;
  status: 'triggered' | 'acknowledged' | 'resolved';
  severity: string;
  readonly summary: string;
  /** How many triggers it took in. */
  triggers: number;
}

export interface PagerDutyDouble extends Listening {
  /** An integration's, with 32 characters. */
  readonly key: string;
  /** Oldest first; what comes after the end of one is another one. */
  readonly alerts: readonly PagerDutyAlert[];
  /** What was taken, as `trigger nakhoda-12-…`. */
  readonly taken: readonly string[];
}

/**
 * Events API v2 as it is described there: https://developer.pagerduty.com/docs/send-alert-event and, for codes and
 * sizes, https://developer.pagerduty.com/docs/events-api-v2-overview
 */
export async function startPagerDuty(key = 'a'.repeat(32)): Promise<PagerDutyDouble> {
  const alerts: PagerDutyAlert[] = [];
  const taken: string[] = [];
  const server = await listen((asked) => {
    const answer = refusalOf(asked, key);
    if (answer) return answer;
    const event = Event.parse(JSON.parse(asked.body));
    taken.push(`${event.event_action} ${event.dedup_key}`);
    take(alerts, event);
    const body = { status: 'success', message: 'Event processed', dedup_key: event.dedup_key };
    return { status: 202, body };
  });
  return { ...server, key, alerts, taken };
}

const SIZE = 512 * 1024;

const Trigger = z.object({
  event_action: z.literal('trigger'),
  dedup_key: z.string().max(255).optional(),
  payload: z.object({
    summary: z.string().min(1).max(1024),
    source: z.string().min(1),
    severity: z.enum(['critical', 'error', 'warning', 'info']),
    timestamp: z.iso.datetime({ offset: true }).optional(),
    component: z.string().optional(),
    group: z.string().optional(),
    class: z.string().optional(),
    custom_details: z.record(z.string(), z.unknown()).optional(),
  }),
});
const Follow = z.object({
  event_action: z.enum(['acknowledge', 'resolve']),
  dedup_key: z.string().min(1).max(255),
});
const Event = z.discriminatedUnion('event_action', [Trigger, Follow]);

function refusalOf({ method, path, body }: Asked, key: string): Answer | undefined {
  if (method !== 'POST' || path !== '/v2/enqueue') return { status: 404 };
  if (Buffer.byteLength(body) > SIZE) return { status: 413 };
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return invalid('Event object format is unrecognized', ['JSON parse error']);
  }
  const routing = z.looseObject({ routing_key: z.string() }).safeParse(event).data?.routing_key;
  if (routing === undefined)
    return invalid('Event object is invalid', ["'routing_key' is missing"]);
  if (routing.length !== 32) {
    const error = "Length of 'routing_key' is incorrect (should be 32 characters)";
    return invalid('Event object is invalid', [error]);
  }
  const read = Event.safeParse(event);
  if (!read.success) {
    const errors = read.error.issues.map((one) => `'${one.path.join('.')}' is invalid`);
    return invalid('Event object is invalid', errors);
  }
  return routing === key ? undefined : invalid('Event object is invalid', ['Invalid routing key']);
}

function invalid(message: string, errors: readonly string[]): Answer {
  return { status: 400, body: { status: 'invalid event', message, errors } };
}

function take(alerts: PagerDutyAlert[], event: z.infer<typeof Event>): void {
  const open = alerts.find(({ key, status }) => key === event.dedup_key && status !== 'resolved');
  if (event.event_action === 'trigger') {
    const { summary, severity } = event.payload;
    if (open === undefined) {
      const key = event.dedup_key ?? `made-up-${alerts.length}`;
      alerts.push({ key, status: 'triggered', severity, summary, triggers: 1 });
      return;
    }
    open.triggers += 1;
    open.severity = severity;
    return;
  }
  // What follows nothing that is open is dropped.
  if (open) open.status = event.event_action === 'resolve' ? 'resolved' : 'acknowledged';
}
