import { isIP } from 'node:net';
import { BotError } from '../errors.ts';
import type { CloudInit } from '../hypervisor/provision.ts';
import { clip } from '../line/clip.ts';

export interface FirstBoot {
  readonly user?: string | undefined;
  readonly sshKey?: string | undefined;
  readonly address?: string | undefined;
  readonly gateway?: string | undefined;
}

/** What was typed, checked; undefined where nothing was. Throws `invalid`. */
export function cloudInitOf(asked: FirstBoot): CloudInit | undefined {
  const { user, sshKey, address, gateway } = asked;
  if ([user, sshKey, address, gateway].every((value) => value === undefined)) return undefined;
  const sshKeys = keysIn(sshKey ?? '');
  if (user !== undefined) checkUser(user);
  if (address !== undefined) checkAddress(address);
  if (gateway !== undefined) checkGateway(gateway, address);
  return { user, sshKeys, address, gateway };
}

/** A line each: type, base64, comment. https://man.openbsd.org/sshd#AUTHORIZED_KEYS_FILE_FORMAT */
const publicKey =
  /^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp\d+|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/]{40,}={0,3}( [^\p{Cc}]*)?$/u;

function keysIn(text: string): readonly string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const line of lines) {
    if (line.includes('PRIVATE KEY')) {
      throw new BotError('invalid', 'That is a private key: it must stay where it is', {
        hint: 'Send the public one, the file that ends in .pub; then make a new pair, as this one was shown.',
      });
    }
    if (!publicKey.test(line)) {
      throw new BotError('invalid', 'ssh-key is no public key in the form of OpenSSH', {
        hint: 'Paste the whole line of the .pub file in quotes: "ssh-ed25519 AAAA… anna"; several, a line each.',
      });
    }
  }
  return lines;
}

/** As useradd takes it on Debian: https://manpages.debian.org/bookworm/passwd/useradd.8.en.html */
function checkUser(user: string): void {
  if (/^[a-z_][a-z0-9_-]{0,31}$/.test(user)) return;
  throw new BotError('invalid', `${clip(user)} cannot name a user`, {
    hint: 'Small letters, digits, hyphens and underscores; a letter first; 32 at most.',
  });
}

function checkAddress(address: string): void {
  const [bare = '', length = '', ...more] = address.split('/');
  const version = isIP(bare);
  const longest = version === 6 ? 128 : 32;
  const fits = /^\d{1,3}$/.test(length) && Number(length) >= 1 && Number(length) <= longest;
  if (version !== 0 && more.length === 0 && fits) return;
  throw new BotError('invalid', `${clip(address)} is no address with the length of its network`, {
    hint: 'As 10.0.0.5/24. Leave it out for DHCP.',
  });
}

function checkGateway(gateway: string, address: string | undefined): void {
  if (address === undefined) {
    throw new BotError('invalid', 'A gateway needs an address beside it', {
      hint: 'Give --address too, or leave both out for DHCP.',
    });
  }
  if (isIP(gateway) === isIP(address.split('/')[0] ?? '')) return;
  throw new BotError('invalid', `${clip(gateway)} is no gateway for ${address}`, {
    hint: 'It is an address of the same kind, without a length.',
  });
}
