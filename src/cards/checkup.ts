import type { Block, Card, Field, Tone } from '../card.ts';
import { codes } from '../doctor/codes.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { factsOfWay, type SiteFacts } from '../doctor/facts.ts';
import type { Finding, Severity } from '../doctor/finding.ts';
import { ago, count } from '../format.ts';
import type { Check } from '../hypervisor/checks.ts';

export interface CheckupShown {
  /** What it is about, for the title: sites, or one host. */
  readonly about: readonly string[];
  readonly facts: readonly SiteFacts[];
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** Shown under the findings: how many more machines have room. */
  readonly room?: readonly Field[] | undefined;
  readonly now: number;
}

const tones: Record<Severity, Tone> = { critical: 'danger', warning: 'warning', info: 'neutral' };

/** Worst first, what to do under each; then what is well, and at the end what is ignored. */
export function checkupCard({ about, facts, findings, room = [], now }: CheckupShown): Card {
  const counted = findings.filter(({ ignored }) => ignored === undefined);
  const ignored = findings.filter((finding) => finding.ignored !== undefined);
  const several = facts.length > 1;
  const groups = grouped(counted);
  const fields = groups.flatMap((group) => fieldsOf(group, { several, now }));
  return {
    title: `${about.join(', ')}: ${summary(groups.flatMap(([first]) => first ?? []))}`,
    tone: toneOf(counted),
    blocks: [
      ...(fields.length > 0 ? [{ type: 'fields', fields } as const] : []),
      ...(room.length > 0 ? [{ type: 'fields', fields: room } as const] : []),
      ...well(facts, several),
      ...ignoredBlocks(ignored),
    ],
  };
}

/** The same for a site that is just being set up: only the way there was looked at. */
export function wayCard(site: string, checks: readonly Check[]): Card {
  const facts = [factsOfWay(site, checks)];
  return checkupCard({ about: [site], facts, findings: diagnose(facts), now: Date.now() });
}

function toneOf(findings: readonly Finding[]): Tone {
  if (findings.some(({ severity }) => severity === 'critical')) return 'danger';
  return findings.some(({ severity }) => severity === 'warning') ? 'warning' : 'success';
}

function summary(findings: readonly Finding[]): string {
  const of = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  const [critical, warnings, notes] = [of('critical'), of('warning'), of('info')];
  const more = notes > 0 ? `, ${count(notes, 'note')}` : '';
  const warned = warnings > 0 ? count(warnings, 'warning') : undefined;
  if (critical > 0) return `${critical} critical${warned ? `, ${warned}` : ''}${more}`;
  return warned ? `usable, with ${warned}${more}` : `all well${more}`;
}

/** The same of several machines of one host, or of several hosts in the same words, is one entry. */
function grouped(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = Map.groupBy(findings, ({ code, site, host, machine, severity, says, fix }) =>
    JSON.stringify(machine ? [code, severity, site, host] : [code, severity, says, fix]),
  );
  return [...groups.values()];
}

interface Shown {
  readonly several: boolean;
  readonly now: number;
}

/** Names of machines in one entry; the rest are counted. */
const MOST_NAMES = 8;
/** Reasons of one entry; of more only what is common is told. */
const MOST_REASONS = 3;
/** Milliseconds after which a finding says its age. */
const FRESH_MS = 60_000;

/** What was found, and under it what to do. */
function fieldsOf(group: readonly Finding[], { several, now }: Shown): readonly Field[] {
  const [first] = group;
  // A group has at least one.
  if (first === undefined) throw new Error('a group of no findings');
  const { code, severity, at } = first;
  const old = now - at > FRESH_MS ? ` (seen ${ago(at, now)})` : '';
  const { says, fix } = togetherOf(first, group);
  const label = `${code} ${whereOf(group, several)}`.trimEnd();
  return [
    { label, value: `${severity}: ${says}${old}`, tone: tones[severity] },
    ...(fix ? [{ label: 'Fix', value: fix }] : []),
  ];
}

/** Several machines' reasons and fixes are told where they are one; else each reason, where they are few. */
function togetherOf(first: Finding, group: readonly Finding[]): Pick<Finding, 'says' | 'fix'> {
  const fixes = new Set(group.map(({ fix }) => fix));
  const fix = fixes.size === 1 ? first.fix : codes[first.code].fix;
  const reasons = new Set(group.map(({ says }) => says));
  if (first.machine === undefined || reasons.size === 1) return { says: first.says, fix };
  if (group.length > MOST_REASONS) return { says: codes[first.code].means, fix };
  return { says: group.map(({ machine, says }) => `${machine?.name}: ${says}`).join('; '), fix };
}

function whereOf(group: readonly Finding[], several: boolean): string {
  const names = group.flatMap(({ machine }) => (machine ? [machine.name] : []));
  const shown = names.slice(0, MOST_NAMES).join(', ');
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  if (names.length > 0) return `${shown}${more}`;
  const places = group.map(({ site, host }) => placeOf(site, host, several));
  return [...new Set(places)].join(', ');
}

function placeOf(site: string, host: string | undefined, several: boolean): string {
  if (host === undefined) return several ? site : '';
  return several && host !== site ? `${site}/${host}` : host;
}

/** Which checks of the way passed, in one line a site. */
function well(facts: readonly SiteFacts[], several: boolean): readonly Block[] {
  const lines = facts.flatMap(({ site, checks }) => {
    const passed = checks.filter(({ state }) => state === 'ok');
    if (passed.length === 0) return [];
    const words = passed.map(({ subject, says }) => (several ? subject : `${subject} (${says})`));
    return [`Well${several ? ` at ${site}` : ''}: ${words.join(', ')}.`];
  });
  return lines.length > 0 ? [{ type: 'text', text: lines.join('\n') }] : [];
}

function ignoredBlocks(findings: readonly Finding[]): readonly Block[] {
  if (findings.length === 0) return [];
  const words = findings.map(
    ({ code, site, host, machine, ignored }) =>
      `${code} on ${machine?.name ?? host ?? site} (${ignored})`,
  );
  return [{ type: 'text', text: `Ignored by the configuration: ${words.join('; ')}.` }];
}
