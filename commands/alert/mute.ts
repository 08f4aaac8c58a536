import { alertsIn } from '../../src/alerts/alerts.ts';
import { muteLengths, muteMs } from '../../src/alerts/mutes/mute-length.ts';
import { targetOfAlert, targetOfWords } from '../../src/alerts/mutes/mute-target.ts';
import { numberIn } from '../../src/alerts/rules/number.ts';
import { signalNames } from '../../src/alerts/rules/signal.ts';
import { mutedCard } from '../../src/cards/mutes.ts';
import { defineCommand } from '../../src/command.ts';

export const alertMute = defineCommand({
  name: 'alert mute',
  description: 'For a time, says nothing of an alert, or of machines and hosts',
  needs: 'alert.mute',
  audience: 'caller',
  options: {
    what: {
      type: 'text',
      of: 'mutable',
      description:
        'The number of an alert, or which machines and hosts: web-*, tag:lab, host:kvm-a',
      required: true,
    },
    length: {
      type: 'text',
      such: muteLengths,
      description: 'How long: 30m, 1h, 2d; at most 30d',
      required: true,
    },
    signal: {
      type: 'choice',
      values: signalNames,
      description: 'Only this trouble; everything of them when left out',
      required: false,
      positional: false,
    },
    reason: { type: 'rest', ours: true, asked: true, description: 'Why', required: false },
  },
  examples: [
    'alert mute 12 1h',
    'alert mute host:kvm-a 4h new memory',
    'alert mute tag:lab 2d --signal machine-cpu',
  ],
  async run(values, context) {
    const { what, signal: only } = values;
    const { length, reason } = lengthOf(values.length, values.reason);
    const number = numberIn(what);
    const target = await (number === undefined
      ? targetOfWords(what, context)
      : targetOfAlert(number, context));
    const ms = muteMs(length);
    const from = context.now();
    const { on, signal = only } = target;
    const by = `muted by ${context.actor.name}`;
    const silence = await alertsIn(context).silence(
      {
        on,
        signal,
        from,
        until: from + ms,
        reason: reason === undefined ? by : `${by}: ${reason}`,
      },
      context.actor,
    );
    return mutedCard(silence, target.fits);
  },
});

interface Length {
  readonly length: string;
  readonly reason?: string | undefined;
}

/** `for 2h while …` is how people say it too. */
function lengthOf(word: string, words: readonly string[]): Length {
  const [length = word, ...rest] = word.toLowerCase() === 'for' ? words : [word, ...words];
  return { length, reason: rest.length === 0 ? undefined : rest.join(' ') };
}
