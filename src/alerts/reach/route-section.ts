import { z } from 'zod';
import { strangers } from '../../access/mistakes.ts';
import { rotaIn } from '../../access/on-call.ts';
import type { Place } from '../../chat.ts';
import { oneOrMore } from '../../config/one-or-more.ts';
import { timezone } from '../../config/zone.ts';
import { closest } from '../../line/suggest.ts';
import { timeOfDayIn } from '../../time/local-time.ts';
import { isWebhook } from '../../webhooks/webhook.ts';
import { durationOf } from '../rules/duration.ts';
import { selector } from '../selector-mistakes.ts';
import type { Called, Route } from './route.ts';

/** What is told to nobody. */
const NOBODY = 'nobody';
const HERE = 'here';
const ON_CALL = 'onCall';

const place = /^[a-z][a-z0-9-]*:[^\s:]+$/;

const channel = z
  .string()
  .refine((text) => text === NOBODY || place.test(text), {
    error: `wants a channel of a chat, as slack:C0123, a webhook, as webhook:pager, or ${NOBODY}`,
  })
  .transform((text): readonly Place[] => {
    const [platform = '', id] = parted(text);
    return id === undefined ? [] : [{ platform, channel: id, durable: true }];
  });

const somewhere = channel.refine((places) => places.length > 0, {
  error: 'wants a channel of a chat, as slack:C0123, or a webhook, as webhook:pager',
});

const after = z
  .union([z.string(), z.number()], { error: 'wants a time, as 10m' })
  .transform((given, context) => {
    const ms = durationOf(String(given));
    if (ms !== undefined && ms >= SHORTEST_MS && ms <= LONGEST_MS) return ms;
    context.addIssue(
      ms === undefined
        ? 'wants a time with its unit, as 10m or 1h'
        : 'wants at least a minute, and at most a week',
    );
    return z.NEVER;
  });

const SHORTEST_MS = 60_000;
const LONGEST_MS = 7 * 86_400_000;

/** Milliseconds since midnight. YAML of old reads 22:00 as a number in base 60; ours does not. */
const time = z.string({ error: 'wants a time of the day, as 22:00' }).transform((text, context) => {
  const found = timeOfDayIn(text.trim());
  if (found) return (found.hour * 60 + found.minute) * 60_000;
  context.addIssue('wants a time of the day, as 22:00');
  return z.NEVER;
});

const severity = z.enum(['warning', 'critical']);
const words = oneOrMore(z.string());

const Quiet = z
  .strictObject({ from: time, to: time, zone: timezone, severity: severity.default('warning') })
  .refine(({ from, to }) => from !== to, { error: 'wants two times that differ' });

const Step = z.strictObject({
  after,
  to: oneOrMore(somewhere)
    .transform((all) => all.flat())
    .optional(),
  mention: words.optional(),
  severity: severity.default('critical'),
});

/** `routes:` of the section; whom their words mean, {@link routeFrom} tells. */
export const routes = z.array(
  z
    .strictObject({
      to: oneOrMore(channel).transform((all) => all.flat()),
      severity: severity.optional(),
      on: oneOrMore(selector).optional(),
      mention: words.optional(),
      escalate: z.array(Step).min(1).optional(),
      quiet: Quiet.optional(),
    })
    .refine(
      ({ to, mention, escalate, quiet }) => to.length > 0 || !(mention ?? escalate ?? quiet),
      {
        error: `calls somebody, and is to ${NOBODY}`,
      },
    ),
);

type Written = z.infer<typeof routes>[number];

/** Whom the words of a route can mean. */
export interface Known {
  /** Absent where nobody knows them all. */
  readonly platforms?: readonly string[] | undefined;
  /** The names under `alerts.webhooks`. */
  readonly webhooks: readonly string[];
  /** The words under `access.people`, and under `access.onCall`. */
  readonly people: readonly string[];
  readonly rotas: readonly string[];
}

export interface ReadRoute {
  readonly route: Route;
  readonly problems: readonly string[];
}

/** The route, and what no schema sees: chats, people and rotas that there are not. */
export function routeFrom(written: Written, at: string, known: Known): ReadRoute {
  const { escalate, mention, ...rest } = written;
  const read = (where: string, given: readonly string[] = []) =>
    given.map((word, index) => ({ ...calledBy(word, known), where: `${where}[${index}]` }));
  const own = read('mention', mention);
  const steps = escalate?.map(({ after: afterMs, to = [], mention: given, ...step }, index) => ({
    step: { ...step, afterMs, to },
    calls: read(`escalate[${index}].mention`, given),
    strange: strangeIn(to, known, `escalate[${index}].to`),
  }));
  const calls = [...own, ...(steps ?? []).flatMap((one) => one.calls)];
  return {
    route: {
      ...rest,
      ...(mention && { mention: own.flatMap(({ called }) => called ?? []) }),
      ...(steps && {
        escalate: steps.map(({ step, calls: given }) => ({
          ...step,
          mention: given.flatMap(({ called }) => called ?? []),
        })),
      }),
    },
    problems: [
      ...strangeIn(rest.to, known, 'to'),
      ...(steps ?? []).flatMap(({ strange }) => strange),
      ...calls.flatMap(({ where, wrong }) => (wrong === undefined ? [] : [`${where}: ${wrong}`])),
    ].map((what) => `${at}.${what}`),
  };
}

/** What of it is no chat and no webhook that there is, with its path. */
export function strangeIn(places: readonly Place[], { platforms, webhooks }: Known, where: string) {
  return places.flatMap((one) => {
    const what = isWebhook(one)
      ? unknownWebhook(one.channel, webhooks)
      : unknownChat(one.platform, platforms);
    return what === undefined ? [] : [`${where}: ${what}`];
  });
}

interface ReadCalled {
  readonly called?: Called | undefined;
  readonly wrong?: string | undefined;
}

function calledBy(word: string, known: Known): ReadCalled {
  if (word === HERE) return { called: { kind: 'here' } };
  if (word === ON_CALL) return onlyRota(known);
  const rota = rotaIn(word);
  if (rota !== undefined) return rotaOf(rota, known);
  if (place.test(word)) return groupOf(word, known);
  if (known.people.includes(word)) return { called: { kind: 'person', person: word } };
  const [near] = closest(word, [...known.people, HERE, ON_CALL]);
  const [nobody] = strangers(word, {
    people: Object.fromEntries(known.people.map((one) => [one, { name: one, ids: {} }])),
  });
  const others = `; also ${HERE}, ${ON_CALL}:NAME, and a group of a chat as slack:S0123`;
  const isWord = near === HERE || near === ON_CALL;
  return {
    wrong: `${isWord ? `there is nobody called ${word}; did you mean ${near}?` : nobody}${others}`,
  };
}

function groupOf(word: string, { platforms }: Known): ReadCalled {
  const [platform = '', id = ''] = parted(word);
  const wrong = unknownChat(platform, platforms);
  return wrong === undefined ? { called: { kind: 'group', platform, id } } : { wrong };
}

function onlyRota({ rotas }: Known): ReadCalled {
  const [rota, ...others] = rotas;
  if (rota === undefined)
    return { wrong: 'nobody is on call: there is no rota under access.onCall' };
  if (others.length === 0) return { called: { kind: 'onCall', rota } };
  return {
    wrong: `there are ${rotas.length} rotas; say ${rotas.map((one) => `${ON_CALL}:${one}`).join(' or ')}`,
  };
}

function rotaOf(rota: string, { rotas }: Known): ReadCalled {
  if (rotas.includes(rota)) return { called: { kind: 'onCall', rota } };
  return { wrong: `there is no ${rota} under access.onCall${meant(rota, rotas)}` };
}

/** What is wrong with the word for a chat, where something is. */
function unknownChat(word: string, platforms: readonly string[] | undefined): string | undefined {
  if (platforms === undefined || platforms.includes(word)) return undefined;
  return `there is no chat ${word}${meant(word, platforms)} (known: ${platforms.join(', ')})`;
}

function unknownWebhook(name: string, known: readonly string[]): string | undefined {
  return known.includes(name) ? undefined : `alerts.webhooks has no ${name}${meant(name, known)}`;
}

function meant(word: string, known: readonly string[]): string {
  const [near] = closest(word, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

function parted(text: string): readonly string[] {
  const at = text.indexOf(':');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
