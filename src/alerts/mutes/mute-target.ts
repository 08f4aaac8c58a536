import type { CommandContext } from '../../command.ts';
import { BotError } from '../../errors.ts';
import { isSelector, matcher, selectorParts } from '../../inventory/selector.ts';
import { closest } from '../../line/suggest.ts';
import { mayOn } from '../engine/seen.ts';
import { hostSubject, machineSubject } from '../engine/subjects.ts';
import { findOwnAlert } from '../find.ts';
import type { Incident } from '../incident.ts';
import type { KeptIncident } from '../records.ts';
import type { Subject } from '../rules/signal.ts';
import { selectorMistakes } from '../selector-mistakes.ts';
import { subjectsOf } from '../words.ts';

/** What is to be muted. */
export interface MuteTarget {
  readonly on: string;
  readonly signal?: Incident['signal'] | undefined;
  /** What fits now, as people call it. */
  readonly fits: readonly string[];
}

/** What one alert is about: the one thing, or all of its kind of trouble on its host. Throws `conflict` where that cannot be. */
export async function targetOfAlert(number: number, context: CommandContext): Promise<MuteTarget> {
  const incident = await findOwnAlert(number, 'alert.mute', context);
  const { signal } = incident;
  if (incident.state === 'resolved') {
    throw new BotError('conflict', `Alert ${number} is over`, {
      hint: 'Nothing was changed. Mute what it was about by name: alert mute web-1 1h.',
    });
  }
  if (signal === 'no-data') {
    const { site } = incident;
    return { on: `site:${site}`, signal, fits: [`site ${site}`] };
  }
  const subjects = subjectsOf(incident);
  return { on: selectorFor(incident, subjects), signal, fits: subjects.map(({ name }) => name) };
}

function selectorFor({ site, host }: KeptIncident, subjects: readonly Subject[]): string {
  const [only, ...others] = subjects;
  const name = only && others.length === 0 ? [`name:${literal(only.name)}`] : [];
  const on = host ? [`host:${literal(host)}`] : [];
  return [`site:${site}`, ...on, ...name].join(',');
}

/** A comma would part a selector: what has one fits as a pattern. */
function literal(name: string): string {
  return name.replaceAll(',', '*');
}

/** What a name, `site/name` or selector means. Throws `invalid`, `not-found`, `forbidden`. */
export async function targetOfWords(words: string, context: CommandContext): Promise<MuteTarget> {
  const on = selectorOf(words);
  const [mistake] = selectorMistakes(on);
  if (mistake !== undefined) {
    throw new BotError('invalid', `${words}: ${mistake}`, { hint: 'Nothing was changed.' });
  }
  const all = await subjectsThatAre(context);
  const fitting = all.filter(matcher(on));
  const held = heldTo(on, fitting, context);
  if (fitting.length === 0) throw nothingFits(words, all, context);
  return { on: held, fits: fitting.map(({ name, site }) => name || `site ${site}`) };
}

/** `kvm/web-1` is a name on a site. */
function selectorOf(words: string): string {
  const [, site, name] = /^([^/:,*]+)\/([^/,]+)$/.exec(words) ?? [];
  return isSelector(words) || site === undefined ? words : `site:${site},name:${name}`;
}

/** Hosts, machines and sites that fit now, whether they answer or not. */
export async function subjectsOn(on: string, context: Looking): Promise<readonly Subject[]> {
  return (await subjectsThatAre(context)).filter(matcher(on));
}

type Looking = Pick<CommandContext, 'fleet' | 'signal' | 'alerts'>;

/** More alerts than that are open where everything is down, and muted by site. */
const MOST = 500;

/** What answers, what is known by an open alert, and the sites of the configuration. */
async function subjectsThatAre({ fleet, signal, alerts }: Looking): Promise<readonly Subject[]> {
  const sites = fleet.sites.map(({ site }) => site.name);
  const [machines, hosts, open = []] = await Promise.all([
    fleet.machines(signal),
    fleet.hosts(signal),
    alerts?.list({ sites, ended: false, limit: MOST }),
  ]);
  const all = [
    ...sites.map(siteSubject),
    ...open.flatMap(({ members }) => members.map(({ subject }) => subject)).filter(isNamed),
    ...hosts.flatMap(({ items }) => items.map(hostSubject)),
    ...machines.flatMap(({ items }) => items.map(machineSubject)),
  ];
  return [...new Map(all.map((subject) => [subject.key, subject])).values()];
}

/** The others are muted by the number of their alert. */
function isNamed({ kind }: Subject): boolean {
  return kind === 'machine' || kind === 'host';
}

/** A site is on no host and has no name as a machine has one: only what is said of all of it fits. */
function siteSubject(site: string): Subject {
  return { key: site, kind: 'host', site, host: '', name: '', tags: [] };
}

/**
 * A selector fits what comes later too. Whoever has not the right on everything may mute what they have it on, where
 * the selector names it: a site, a host, or a machine; and on no other site. Throws `forbidden`.
 */
export function heldTo(on: string, fitting: readonly Subject[], context: CommandContext): string {
  const parts = selectorParts(on);
  const everything = parts.every(({ pattern }) => /^\*+$/.test(pattern));
  if (everything && !context.may('alert.mute-all'))
    throw forbiddenOn('alert.mute-all', 'everything');
  const sites = context.fleet.sites.map(({ site }) => site.name);
  if (context.may('alert.mute', { sites })) return on;
  const names = (...keys: readonly string[]) =>
    parts.some(({ key, pattern }) => keys.includes(key) && !pattern.includes('*'));
  const own = fitting.every((subject) => mayOn(context, 'alert.mute', subject));
  if (!(names('name', 'site', 'host') && own)) throw forbiddenOn('alert.mute', on);
  const [only, ...others] = new Set(fitting.map(({ site }) => site));
  return names('site') || only === undefined || others.length > 0 ? on : `site:${only},${on}`;
}

function forbiddenOn(permission: string, what: string): BotError {
  return new BotError('forbidden', `You do not have the right ${permission} on ${what}`, {
    hint: 'Nothing was changed. Say one of your own by its name: alert mute web-1 1h.',
  });
}

function nothingFits(words: string, all: readonly Subject[], context: CommandContext): BotError {
  const seen = all.filter((subject) => mayOn(context, 'alert.read', subject));
  const sites = seen.filter(({ key, site }) => key === site).map(({ site }) => `site:${site}`);
  const names = seen.flatMap(({ name }) => (name === '' ? [] : [name]));
  const whole = sites.filter((site) => site === `site:${words}`);
  const near = whole.length > 0 ? whole : closest(words, [...new Set([...names, ...sites])]);
  return new BotError('not-found', `No host and no machine fits ${words}`, {
    hint: `Nothing was changed. ${near.length > 0 ? `Did you mean ${near.join(' or ')}?` : otherwise(sites, context)}`,
    choices: near.map((name) => ({ line: `alert mute ${name} 1h`, label: name })),
  });
}

/** What never answered here is not known by its name. */
function otherwise(sites: readonly string[], { fleet }: Pick<CommandContext, 'fleet'>): string {
  const [silent] = fleet.unreached().filter((site) => sites.includes(`site:${site}`));
  return silent === undefined
    ? 'Storages and tasks are muted by the number of their alert.'
    : `${silent} does not answer: site:${silent} is all of it.`;
}
