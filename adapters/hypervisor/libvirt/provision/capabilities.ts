import { BotError } from '../../../../src/errors.ts';
import { accepted, type Client } from '../client.ts';
import { attribute, child, children, parseXml, text } from '../domain-xml.ts';

/** What new machines of this host are built on. */
export interface Platform {
  readonly type: 'kvm' | 'qemu';
  readonly arch: string;
  readonly machine: string;
  readonly emulator: string;
  /** libvirt's word for how the guest's CPU is made. */
  readonly cpu: 'host-model' | 'host-passthrough' | 'maximum';
  readonly maxCpus: number;
}

/** Milliseconds: libvirt asks the QEMU binary the first time. */
const LIMIT = 20_000;

/** The best this host offers: its own processor where KVM works, PCI Express where QEMU has it. */
export async function readPlatform(
  client: Client,
  { emulate, signal }: { emulate: boolean; signal: AbortSignal },
): Promise<Platform> {
  const line = `domcapabilities${emulate ? ' --virttype qemu' : ''}`;
  const asked = { signal, timeoutMs: LIMIT };
  const [plain = { out: '', err: '' }, modern] = await client.answers(
    [line, `${line} --machine q35`],
    asked,
  );
  const usual = parsePlatform(accepted(plain));
  return modern?.err === '' ? { ...parsePlatform(modern.out), machine: 'q35' } : usual;
}

/** https://libvirt.org/formatdomaincaps.html */
function parsePlatform(xml: string): Platform {
  const root = child(parseXml(xml), 'domainCapabilities');
  const type = text(root, 'domain');
  if (type !== 'kvm' && type !== 'qemu') {
    throw new BotError('unsupported', 'this libvirt drives no QEMU, so it makes no machines');
  }
  const modes = children(child(root, 'cpu'), 'mode');
  const has = (name: string) =>
    modes.some(
      (mode) => attribute(mode, 'name') === name && attribute(mode, 'supported') === 'yes',
    );
  const own = has('host-model') ? 'host-model' : 'host-passthrough';
  return {
    type,
    arch: text(root, 'arch') ?? 'x86_64',
    machine: text(root, 'machine') ?? 'pc',
    emulator: text(root, 'path') ?? '',
    cpu: type === 'kvm' ? own : 'maximum',
    maxCpus: Number(attribute(child(root, 'vcpu'), 'max') ?? 1),
  };
}
