import { BotError } from '../../../src/errors.ts';
import { exec } from '../../../src/exec.ts';
import { Config } from './config.ts';
import { refusal } from './errors.ts';

const LIMIT = 8_000;

/** Why no libvirt was found here, and of KVM machines here that no libvirt knows. */
export async function remarks(signal: AbortSignal): Promise<readonly string[]> {
  const found = await Promise.all([whyShut(signal), foreignMachines(signal)]);
  return found.filter((remark) => remark !== undefined);
}

async function whyShut(signal: AbortSignal): Promise<string | undefined> {
  const error = await probe(['virsh', '-c', Config.parse({}).uri, 'uri'], signal);
  if (typeof error === 'string') return undefined;
  return `libvirt here: ${error.message}.${error.hint ? ` ${error.hint}` : ''}`;
}

/** Proxmox VE starts QEMU itself: https://pve.proxmox.com/pve-docs/pve-admin-guide.html#chapter_virtual_machines */
async function foreignMachines(signal: AbortSignal): Promise<string | undefined> {
  const said = await probe(['pveversion'], signal);
  if (typeof said !== 'string') return undefined;
  const [version = 'pve-manager'] = said.trim().split(' ', 1);
  return `This machine is a Proxmox VE node (${version}). libvirt does not see its machines, and the bot has no adapter for Proxmox VE yet.`;
}

async function probe(argv: readonly string[], signal: AbortSignal): Promise<string | BotError> {
  const [file = '', ...words] = argv;
  try {
    const { exitCode, stdout, stderr } = await exec(file, words, { signal, timeoutMs: LIMIT });
    return exitCode === 0 ? stdout : refusal(stderr);
  } catch (error) {
    if (error instanceof BotError) return error;
    throw error;
  }
}
