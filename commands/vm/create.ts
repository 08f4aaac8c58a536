import { type Command, defineCommand, type ResolvedHost } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import type { NewMachine } from '../../src/hypervisor/provision.ts';
import { lineOf } from '../../src/line/line-of.ts';
import type { RawValues } from '../../src/line/raw.ts';
import { sizeWord } from '../../src/line/size.ts';
import { anywayOption } from '../../src/power/start-guard.ts';
import { askSite, askSource } from '../../src/provision/ask-create.ts';
import { workplaceOf } from '../../src/provision/choose-site.ts';
import { cloudInitOf } from '../../src/provision/cloud-init.ts';
import { cpusOption, diskOption, GiB, memoryOption } from '../../src/provision/options.ts';
import { planCreate } from '../../src/provision/plan-create.ts';

const named = { required: false, positional: false } as const;
const text = { type: 'text', ...named } as const;

export const vmCreate = defineCommand({
  name: 'vm create',
  description: 'Makes a machine from an image or an installation medium, and starts it',
  needs: 'vm.create',
  audience: 'caller',
  options: {
    name: { type: 'text', description: 'How it is called', required: true },
    image: { ...text, description: 'The disk image it is made of', of: 'image' },
    iso: { ...text, description: 'The medium to install it from', of: 'image' },
    cpus: cpusOption,
    memory: memoryOption,
    disk: diskOption,
    net: { ...text, description: 'The bridge or network it is plugged into', of: 'segment' },
    site: { ...text, description: 'On which site, where several can make machines', of: 'site' },
    host: { type: 'host', description: 'On which host', ...named },
    user: { ...text, description: 'Who may log in, made at its first start by cloud-init' },
    sshKey: { ...text, description: 'The public key of that user; several, a line each' },
    address: { ...text, description: 'Its address, as 10.0.0.5/24; DHCP when left out' },
    gateway: { ...text, description: 'Its way out of the network of its address' },
    description: { ...text, description: 'What it is for' },
    noStart: { type: 'flag', description: 'Leave it off', required: false },
    anyway: anywayOption,
  },
  examples: [
    'vm create web-9 --image debian-13.qcow2',
    'vm create web-9 --image debian-13.qcow2 --cpus 4 --memory 8G --disk 40G --user anna',
    'vm create new-1 --iso debian-13-netinst.iso --disk 20G --no-start',
  ],
  async run(values, context) {
    const asked = { command: itself(), given: givenOf(values) };
    const place = workplaceOf(values, context);
    if (place === undefined) throw askSite(asked, context);
    const cloudInit = cloudInitOf(values);
    const source = sourceOf(values, cloudInit);
    if (source === undefined) throw await askSource(asked, place, context.signal);
    const wanted: NewMachine = {
      name: values.name,
      host: place.host,
      description: values.description ?? '',
      cpus: values.cpus ?? 2,
      memoryBytes: values.memory ?? 2 * GiB,
      diskBytes: values.disk,
      source,
      segment: values.net,
      start: !values.noStart,
    };
    const line = (name: string, typed?: string) => {
      const kept = [typed, values.description].filter((text) => text !== undefined).join(': ');
      const description = typed === undefined ? asked.given['description'] : kept.trim();
      return lineOf(asked.command, { ...asked.given, name, description });
    };
    return planCreate({ place, wanted, line, anyway: values.anyway }, context);
  },
});

/** For the forms and lines that are made of it. */
function itself(): Command {
  return vmCreate;
}

interface Sources {
  readonly image?: string | undefined;
  readonly iso?: string | undefined;
}

function sourceOf(
  { image, iso }: Sources,
  cloudInit: ReturnType<typeof cloudInitOf>,
): NewMachine['source'] | undefined {
  if (image !== undefined && iso !== undefined) {
    throw new BotError('usage', 'vm create takes an image or a medium, not both');
  }
  if (image !== undefined) return { image, cloudInit };
  if (iso === undefined) return undefined;
  if (cloudInit === undefined) return { iso };
  throw new BotError(
    'invalid',
    'An installation from a medium asks for its user and address itself',
    {
      hint: 'Leave out --user, --ssh-key, --address and --gateway, or take an image.',
    },
  );
}

/** The values as they could be typed again. */
function givenOf(
  values: Omit<Readonly<Record<string, unknown>>, 'host'> & {
    readonly host?: ResolvedHost | undefined;
  },
): RawValues {
  const { host, ...plain } = values;
  const words = Object.entries(plain).flatMap(
    ([name, value]): [string, string | number | boolean][] => {
      if (typeof value === 'number' && (name === 'memory' || name === 'disk')) {
        return [[name, sizeWord(value)]];
      }
      const known =
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return known ? [[name, value]] : [];
    },
  );
  return {
    ...Object.fromEntries(words),
    ...(host && { host: `${host.host.site}/${host.host.name}` }),
  };
}
