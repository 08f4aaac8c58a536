import type { Command, CommandContext } from '../command.ts';
import { MissingValues, type Offer, type RawValues } from '../line/raw.ts';
import { listed, usageOf } from '../line/usage.ts';
import { ableSites, type Workplace } from './choose-site.ts';

/** As many choices as a form can show. */
const MOST = 25;

interface Asked {
  readonly command: Command;
  readonly given: RawValues;
}

/** The question on which of several sites the machine is to be made. */
export function askSite({ command, given }: Asked, context: CommandContext): MissingValues {
  const choices = ableSites(context).map(({ site }) => site.name);
  const hint = `Say which: ${choices.map((name) => `--site ${name}`).join(' or ')}`;
  return new MissingValues(`Machines can be made on ${listed(choices)}`, hint, {
    command,
    given,
    missing: ['site'],
    offers: { site: { choices } },
  });
}

/** The question of what it is to be made, with what there is; and of its network, where there are several. */
export async function askSource(
  { command, given }: Asked,
  { hypervisor, provision, host }: Workplace,
  signal: AbortSignal,
): Promise<MissingValues> {
  const images = await provision.images(signal);
  const there = images.filter((image) => host === undefined || image.host === host);
  const named = (kind: 'disk' | 'iso') => [
    ...new Set(there.filter((image) => image.kind === kind).map(({ name }) => name)),
  ];
  const [disks, media] = [named('disk'), named('iso')];
  const source = disks.length > 0 || media.length === 0 ? 'image' : 'iso';
  const choices = (source === 'image' ? disks : media).slice(0, MOST);
  const segments = await (hypervisor.network?.segments(signal) ?? []);
  const nets = [...new Set(segments.filter(({ active }) => active).map(({ name }) => name))];
  const offers: Record<string, Offer> = { [source]: { choices } };
  if (nets.length > 1 && given['net'] === undefined) {
    offers['net'] = { choices: nets.slice(0, MOST), optional: true };
  }
  return new MissingValues(
    `${command.name} needs an image, or an installation medium`,
    [
      disks.length > 0 ? `Images: ${listed(disks.slice(0, MOST), 'or')}.` : 'There is no image.',
      ...(media.length > 0 ? [`Media: ${listed(media.slice(0, MOST), 'or')}.`] : []),
      `Usage: ${usageOf(command)}`,
    ].join(' '),
    { command, given, missing: Object.keys(offers), offers },
  );
}
