import { checkupCard } from '../../src/cards/checkup.ts';
import {
  type CommandContext,
  defineCommand,
  type ResolvedHost,
  type ResolvedMachine,
} from '../../src/command.ts';
import type { Checkup, Doctor } from '../../src/doctor/doctor.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { type Like, roomFields } from '../../src/doctor/room.ts';
import { visibleTo } from '../../src/doctor/visible.ts';
import { BotError } from '../../src/errors.ts';

export const hostCheck = defineCommand({
  name: 'host check',
  description: 'Finds what is wrong with hosts: the way there, processor, memory, storage, clocks',
  needs: 'host.read',
  audience: 'caller',
  options: {
    host: { type: 'host', description: 'Which host; all when left out', required: false },
    like: {
      type: 'machine',
      description: 'Tells for how many more of this machine there is room',
      required: false,
      positional: false,
      onlyShown: true,
    },
  },
  examples: ['host check', 'host check kvm-a', 'host check kvm-a --like web-1'],
  async run({ host, like }, context) {
    const { fleet, signal, now } = context;
    const names = host ? [host.host.site] : fleet.sites.map(({ site }) => site.name);
    const doctor = doctorOf(context);
    const whole = { ...(await doctor.examine(names, signal)), judged: doctor.judged };
    const { facts, findings } = about(host, names, await visibleTo(fleet, whole, signal));
    const room = roomFields(facts, like && likeOf(like));
    const title = host ? [host.host.name] : names;
    return checkupCard({ about: title, facts, findings, room, now: now() });
  },
});

function doctorOf({ doctor }: Pick<CommandContext, 'doctor'>): Doctor {
  if (doctor) return doctor;
  throw new BotError('unsupported', 'Without a store nothing can be checked');
}

/** Of the sites that were asked about; of one host only what is about it, or about all of its site. */
function about(
  host: ResolvedHost | undefined,
  names: readonly string[],
  { facts, findings }: Checkup,
): Checkup {
  const concerns = ({ site, others = [], host: where }: Finding) => {
    if (host === undefined) return [site, ...others].some((name) => names.includes(name));
    const there = where === undefined || where === host.host.name;
    return (site === host.host.site && there) || others.includes(host.host.site);
  };
  const asked = facts.filter(({ site }) => names.includes(site));
  const ofHost = asked.map((one) => ({
    ...one,
    hosts: one.hosts.filter(({ name }) => host === undefined || name === host.host.name),
  }));
  return { facts: ofHost, findings: findings.filter(concerns) };
}

function likeOf({ machine, label }: ResolvedMachine): Like {
  const { memoryBytes } = machine;
  if (memoryBytes !== undefined) return { what: label, memoryBytes };
  throw new BotError('unsupported', `The memory of ${label} is not known`);
}
