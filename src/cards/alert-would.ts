import type { Would, WouldStep } from '../alerts/reach/would-reach.ts';
import type { Severity } from '../alerts/rules/rule.ts';
import { placeKey } from '../alerts/settings.ts';
import type { Cell, Field, Mention } from '../card.ts';
import type { Place } from '../chat.ts';
import { span } from '../format.ts';
import { listed } from '../line/usage.ts';
import { when } from '../time/moment.ts';
import { isWebhook } from '../webhooks/webhook.ts';

interface About {
  readonly place: Place;
  readonly severity: Severity;
}

/** Whom a real one would call there, and what would follow; a program calls whom it likes. */
export function wouldFields(would: Would, about: About): readonly Field[] {
  if (isWebhook(about.place)) return [];
  const { quietUntil, steps } = would;
  return [
    { label: 'A real one would call', value: callWords(would, about) },
    ...(quietUntil === undefined
      ? []
      : [{ label: 'It would wait until', value: when(quietUntil) }]),
    ...steps.map((step) => ({
      label: `Not acknowledged for ${span(step.waitedMs)}`,
      value: stepWords(step, about.place),
    })),
  ];
}

/** The same in one cell. */
export function wouldCell(would: Would, about: About): Cell {
  if (isWebhook(about.place)) return '';
  const words = callWords(would, about);
  if (would.quietUntil === undefined) return words;
  const moment = when(would.quietUntil);
  return typeof moment === 'string' ? words : { ...moment, note: `held back until then, ${words}` };
}

function callWords({ calls, mentions }: Would, { place, severity }: About): string {
  const names = namesOf(calls, place);
  if (names.length > 0) return listed(names, 'and');
  if (!mentions) return 'nobody: no route that leads here says mention:';
  return severity === 'warning'
    ? 'nobody: a warning calls nobody'
    : 'nobody: nobody is on call, or has an account here';
}

function stepWords({ to, calls }: WouldStep, place: Place): string {
  const names = namesOf(calls, place);
  const where = to.map(placeKey).join(', ');
  return names.length === 0 ? where : `${where}, calling ${listed(names, 'and')}`;
}

/** As that chat can call them: of other chats' groups it knows nothing. */
function namesOf(calls: readonly Mention[], { platform }: Place): readonly string[] {
  return calls.flatMap((one): readonly string[] => {
    if (one.kind === 'here') return ['whoever is here'];
    if (one.kind === 'group') return one.platform === platform ? [`${platform}:${one.id}`] : [];
    const known = one.ids.some((id) => id.platform === platform);
    return [known ? one.name : `${one.name} by name only, without an account here`];
  });
}
