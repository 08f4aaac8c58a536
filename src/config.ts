import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { type AccessFile, policyHash } from './access/file.ts';
import { readAccess } from './access/section.ts';
import { readAlerts } from './alerts/section.ts';
import type { AlertSettings } from './alerts/settings.ts';
import { type ApprovalRule, approvals } from './approvals/rules.ts';
import type { ChatAdapter } from './chat-adapter.ts';
import { type AuditConfig, audit } from './config/audit.ts';
import { type ChatConfig, readChats } from './config/chat.ts';
import { inPlainWords, inWords } from './config/plain-issue.ts';
import { secret } from './config/secret.ts';
import { type HeartbeatConfig, heartbeat, http, type Listen } from './config/service.ts';
import { atOnce, replica, retention, waiting } from './config/store.ts';
import { mistakes, readYaml } from './config/text.ts';
import { timezone } from './config/zone.ts';
import { checks, type DoctorSettings, physical } from './doctor/settings.ts';
import { BotError } from './errors.ts';
import { closest } from './line/suggest.ts';
import { levels } from './log.ts';
import type { OwnConfig } from './safety/own/own.ts';
import type { HypervisorAdapter } from './site.ts';
import type { Retention } from './store/retention.ts';
import { readWebhooks, type WebhookConfig } from './webhooks/config.ts';
import type { WebhookAdapter } from './webhooks/webhook.ts';

/** A checked configuration file. */
export interface Config {
  readonly sites: readonly SiteConfig[];
  /** The chats over a network. Empty where the reader asked for none: their tokens are not looked for then. */
  readonly chats: readonly ChatConfig[];
  /** Where the bot keeps its own data. */
  readonly data?: string | undefined;
  /** A PostgreSQL server to use instead of the embedded one. */
  readonly database?: string | undefined;
  readonly log: (typeof levels)[number];
  /** Where the service tells how it does; nowhere when absent. */
  readonly http?: Listen | undefined;
  readonly heartbeat?: HeartbeatConfig | undefined;
  /** Milliseconds for which a list asks no hypervisor. */
  readonly freshMs?: number | undefined;
  readonly retention?: Retention | undefined;
  readonly audit?: AuditConfig | undefined;
  /** The most tasks at once on one host. */
  readonly atOnce?: number | undefined;
  /** Milliseconds for which a task may wait before it begins. */
  readonly waitMs?: number | undefined;
  /** The most tasks at once in one process. */
  readonly places?: number | undefined;
  /** For readers whose chat knows no zone of their own: a name of the tz database. */
  readonly timezone?: string | undefined;
  /** The machines the bot and its PostgreSQL run on, where that cannot be found out. */
  readonly self?: OwnConfig | undefined;
  /** Who may do what; absent where the file says nothing of it. */
  readonly access?: AccessFile | undefined;
  /** Of the rules alone: two processes with the same have the same rules. */
  readonly policyHash: string;
  /** When a second person is wanted. */
  readonly approvals: readonly ApprovalRule[];
  /** What the checks ignore, and which hosts are one physical host. */
  readonly checks: DoctorSettings;
  /** What is an alert, and who is told where. */
  readonly alerts: AlertSettings;
  /** The programs that are told of alerts. Empty where the reader asked for none: their secrets are not looked for then. */
  readonly webhooks: readonly WebhookConfig[];
}

export interface SiteConfig {
  readonly name: string;
  readonly adapter: HypervisorAdapter;
  /** The site's own settings, as its adapter's `Config` understood them. */
  readonly settings: unknown;
}

export const siteName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'wants 1 to 32 small letters, digits and hyphens');

const ownMachine = z.string().regex(/^[^/]+\/.+$/s, 'wants site/name, like kvm/bot');

const Outline = z.strictObject({
  sites: z
    .array(z.looseObject({ name: siteName, kind: z.string(), physical: physical.optional() }))
    .min(1, 'wants at least one'),
  chats: z.looseObject({}).nullish(),
  access: z.unknown().optional(),
  alerts: z.unknown().optional(),
  data: z.string().min(1).optional(),
  database: z.strictObject({ url: secret }).optional(),
  log: z.enum(levels).default('info'),
  http: http.optional(),
  heartbeat: heartbeat.optional(),
  freshness: z.number().min(0).max(3_600).optional(),
  retention: retention.optional(),
  audit: audit.optional(),
  atOnce: atOnce.optional(),
  waiting: waiting.optional(),
  replica: replica.optional(),
  timezone: timezone.optional(),
  approvals: approvals.default([]),
  checks,
  self: z.strictObject({ machine: ownMachine, database: ownMachine }).partial().optional(),
});

export interface Known {
  readonly adapters: readonly HypervisorAdapter[];
  /** Absent for who opens no chat, and so needs no tokens: `chats:` is not read then. */
  readonly chats?: readonly ChatAdapter[] | undefined;
  /** Absent for who tells no program of alerts. */
  readonly webhooks?: readonly WebhookAdapter[] | undefined;
  /** Every chat there is, the terminal too: rules may name no other. Absent where nobody knows them all. */
  readonly platforms?: readonly string[] | undefined;
}

/** Reads a configuration; throws `invalid` with every mistake and its path at once. */
export async function loadConfig(path: string, known: Known): Promise<Config> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const hint = cause instanceof Error ? cause.message : undefined;
    throw new BotError('invalid', `The configuration ${path} cannot be read`, { hint, cause });
  });
  return parseConfig(text, { ...known, path });
}

export function parseConfig(
  text: string,
  { path, adapters, chats, webhooks, platforms }: Known & { readonly path: string },
): Config {
  const raw = readYaml(text, path);
  const outline = Outline.safeParse(raw, { error: inPlainWords });
  const { sites, problems } = readSites(raw, adapters);
  const talk = readTalk(raw, { chats, webhooks });
  const { access, problems: unruly } = readAccess(raw, platforms);
  const { alerts, problems: alarming } = readAlerts(raw, platforms);
  const misfits = outline.error?.issues.map(inWords) ?? [];
  const found = [...misfits, ...problems, ...talk.problems, ...unruly, ...alarming];
  if (outline.data === undefined || found.length > 0) throw mistakes(path, found);
  const { data, database, log, freshness } = outline.data;
  return {
    sites,
    chats: talk.chats,
    log,
    http: outline.data.http,
    heartbeat: outline.data.heartbeat,
    data: data === undefined ? undefined : resolve(dirname(path), data),
    database: database?.url,
    freshMs: freshness === undefined ? undefined : freshness * 1_000,
    retention: outline.data.retention,
    audit: outline.data.audit,
    atOnce: outline.data.atOnce,
    waitMs: outline.data.waiting && outline.data.waiting.minutes * 60_000,
    places: outline.data.replica?.atOnce,
    timezone: outline.data.timezone,
    self: outline.data.self,
    access,
    policyHash: policyHash({ access, approvals: outline.data.approvals }),
    approvals: outline.data.approvals,
    checks: {
      ignore: outline.data.checks?.ignore ?? [],
      physical: physicalOf(outline.data.sites),
    },
    alerts,
    webhooks: talk.webhooks,
  };
}

/** Those that are asked for: their secrets are looked for only then. */
function readTalk(raw: unknown, { chats, webhooks }: Pick<Known, 'chats' | 'webhooks'>) {
  const spoken = chats ? readChats(raw, chats) : { chats: [], problems: [] };
  const told = webhooks ? readWebhooks(raw, webhooks) : { webhooks: [], problems: [] };
  const problems = [...spoken.problems, ...told.problems];
  return { chats: spoken.chats, webhooks: told.webhooks, problems };
}

/** What is no mapping is told by the outline, and hides no mistake of the others. */
const siteOrNot = z.looseObject({}).catch({});

/** Each site by its own adapter, whatever else is wrong with the file, so that all mistakes come at once. */
function readSites(raw: unknown, adapters: readonly HypervisorAdapter[]) {
  const listed = z.looseObject({ sites: z.array(siteOrNot) }).safeParse(raw).data?.sites ?? [];
  const sites: SiteConfig[] = [];
  const problems = namedTwice(listed);
  for (const [index, { name, kind, physical: _, ...rest }] of listed.entries()) {
    const adapter = adapters.find((one) => one.kind === kind);
    if (!adapter) {
      if (typeof kind === 'string')
        problems.push(`sites[${index}].kind: ${unknownKind(kind, adapters)}`);
      continue;
    }
    const settings = adapter.Config.safeParse(rest, { error: inPlainWords });
    if (settings.success) sites.push({ name: String(name), adapter, settings: settings.data });
    else {
      const at = (issue: z.core.$ZodIssue) => ({ ...issue, path: ['sites', index, ...issue.path] });
      problems.push(...settings.error.issues.map((issue) => inWords(at(issue))));
    }
  }
  return { sites, problems };
}

/** Only what is named: a site whose hosts tell who they are needs none. */
function physicalOf(
  sites: readonly {
    readonly name: string;
    readonly physical?: z.infer<typeof physical> | undefined;
  }[],
): DoctorSettings['physical'] {
  return Object.fromEntries(
    sites.flatMap(({ name, physical: named }) => (named === undefined ? [] : [[name, named]])),
  );
}

function namedTwice(sites: readonly { readonly [key: string]: unknown }[]): string[] {
  const names = sites.map((site) => site['name']);
  return names.flatMap((name, index) =>
    typeof name === 'string' && names.indexOf(name) < index
      ? [`sites[${index}].name: ${name} is there twice`]
      : [],
  );
}

function unknownKind(kind: string, adapters: readonly HypervisorAdapter[]): string {
  const kinds = adapters.map((one) => one.kind);
  const [near] = closest(kind, kinds);
  return `there is no kind ${kind}${near ? `; did you mean ${near}?` : ''} (known: ${kinds.join(', ')})`;
}
