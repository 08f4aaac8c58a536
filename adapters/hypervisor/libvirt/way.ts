import { BotError } from '../../../src/errors.ts';
import type { Config, SshSettings } from './config.ts';

/** How one libvirt is reached, and what that way can do: the one place that knows. */
export interface Way {
  /** As `virsh` is given it, wherever it runs. */
  readonly uri: string;
  /** The host `virsh` runs on; beside the bot when absent. */
  readonly ssh?: SshSettings | undefined;
  /** True where programs such as qemu-img can be run on libvirt's own host. */
  readonly hasShell: boolean;
  /** True where libvirt's host is the machine the bot runs on. */
  readonly here: boolean;
}

/**
 * A `qemu+ssh` uri becomes our own ssh: one connection that stays, a host key that must be known, nothing that could
 * ask, and a shell on the host. docs/decisions/0030-remote-libvirt.md
 */
export function wayOf({ uri, ssh }: Pick<Config, 'uri' | 'ssh'>): Way {
  if (ssh) return { uri, ssh, hasShell: true, here: false };
  const there = overSsh(uri);
  if (there) return { ...there, hasShell: true, here: false };
  checkRemote(uri);
  const here = /^qemu(?:\+unix)?:\/\/\//.test(uri);
  return { uri, hasShell: here, here };
}

/** What is wrong with a uri, in words; absent where nothing is. */
export function uriFault(uri: string): string | undefined {
  try {
    wayOf({ uri });
    return undefined;
  } catch (error) {
    if (error instanceof BotError) return error.message;
    throw error;
  }
}

/** The parameters of a uri that say who we are to ssh, by libvirt's names for them: https://libvirt.org/uri.html */
const settings: Readonly<Record<string, 'identity' | 'knownHosts'>> = {
  keyfile: 'identity',
  known_hosts: 'knownHosts',
};
/** What our ssh does anyway: nothing is asked, and the host's key is looked at. */
const given: Readonly<Record<string, string>> = {
  no_tty: '1',
  no_verify: '0',
  known_hosts_verify: 'normal',
  sshauth: 'privkey',
};

function overSsh(uri: string): Pick<Way, 'uri' | 'ssh'> | undefined {
  if (!/^qemu\+(?:ssh|libssh2?):\/\//.test(uri)) return undefined;
  const { hostname, port, username, pathname, searchParams } = parse(uri);
  const parts: Partial<Record<'identity' | 'knownHosts', string>> = {};
  let socket = '';
  for (const [name, value] of searchParams) {
    const setting = settings[name];
    if (setting) parts[setting] = value;
    else if (name === 'socket') socket = value;
    else if (given[name] !== value) throw odd(name, value);
  }
  const path = `${pathname}${socket === '' ? '' : `?socket=${encodeURIComponent(socket)}`}`;
  return {
    uri: socket === '' ? `qemu://${path}` : `qemu+unix://${path}`,
    ssh: {
      host: hostname.replace(/^\[|\]$/g, ''),
      ...(port !== '' && { port: Number(port) }),
      ...(username !== '' && { user: decodeURIComponent(username) }),
      ...parts,
    },
  };
}

/** libvirt alone, over the network: its certificate is looked at, whatever the uri says. */
function checkRemote(uri: string): void {
  if (!/^qemu\+(?:tls|tcp):\/\//.test(uri)) return;
  if (parse(uri).searchParams.get('no_verify') === '1') throw odd('no_verify', '1');
}

function parse(uri: string): URL {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  // A host or user that begins with a dash would be an option of ssh.
  const names = url ? [url.hostname, decodeURIComponent(url.username)] : ['-'];
  const isPlain = names[0] !== '' && !names.some((name) => /^-|\s/.test(name));
  if (url && isPlain && /^\/[a-z]+$/.test(url.pathname)) return url;
  throw new BotError('invalid', 'the uri must look like qemu+ssh://user@host/system');
}

function odd(name: string, value: string): BotError {
  return new BotError('invalid', `the uri cannot have ${name}=${value}`, {
    hint: 'What libvirt itself offers for ssh is done by the section `ssh:`, which always knows its host by its key.',
  });
}
