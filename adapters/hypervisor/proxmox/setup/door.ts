import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { BotError } from '../../../../src/errors.ts';
import type { Interview } from '../../../../src/interview.ts';
import { readCertificate, type Shown } from '../checks/certificate.ts';

/** An entry point, and why its certificate is believed. */
export interface Door {
  readonly origin: string;
  readonly fingerprint: string;
  /** A person compared it, the cluster told of it, a file's authority signed it, or one that is known here. */
  readonly by: 'person' | 'cluster' | 'file' | 'authority';
  readonly ca?: string | undefined;
}

/** https://pve.proxmox.com/wiki/Ports */
const PORT = 8006;

/** Asks until a certificate is confirmed. `told` are those that the cluster itself has told of its nodes. */
export async function askDoor(
  interview: Interview,
  label: string,
  told: ReadonlySet<string> = new Set(),
): Promise<Door> {
  for (;;) {
    const typed = await interview.text({ label, problem: asAddress });
    const door = await knock(interview, originOf(typed), told);
    if (door) return door;
  }
}

function asAddress(typed: string): string | undefined {
  return URL.canParse(originOf(typed)) && /^(?:https:\/\/)?[^\s/]+\/?$/.test(typed)
    ? undefined
    : 'It looks like pve1.example.org, or with another port 192.0.2.1:8006';
}

function originOf(typed: string): string {
  const bare = typed
    .trim()
    .replace(/^https:\/\//, '')
    .replace(/\/.*$/, '');
  const origin = /:\d+$/.test(bare) ? `https://${bare}` : `https://${bare}:${PORT}`;
  return URL.canParse(origin) ? new URL(origin).origin : origin;
}

async function knock(
  interview: Interview,
  origin: string,
  told: ReadonlySet<string>,
): Promise<Door | undefined> {
  try {
    const shown = await readCertificate(origin, interview.signal);
    const { fingerprint, issuer, trusted } = shown;
    if (!trusted && told.has(fingerprint)) return { origin, fingerprint, by: 'cluster' };
    if (!trusted) return await compare(interview, origin, shown);
    interview.say(`Its certificate is signed by an authority that is known here: ${issuer}`);
    return { origin, fingerprint, by: 'authority' };
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'unreachable') throw error;
    interview.say(error.message);
    return undefined;
  }
}

async function compare(
  interview: Interview,
  origin: string,
  { fingerprint, subject, issuer }: Shown,
): Promise<Door | undefined> {
  interview.say(
    `${new URL(origin).host} shows the certificate of ${subject}, signed by ${issuer},`,
  );
  interview.say('which no authority known here vouches for. Its SHA-256 fingerprint is');
  interview.say(`  ${fingerprint}`);
  interview.say('Compare it with what the node itself says, under System → Certificates or by');
  interview.say('  pvenode cert info');
  if (await interview.confirm('Is it the same?')) return { origin, fingerprint, by: 'person' };
  interview.say('Then it is not pinned.');
  const next = await interview.choose({
    label: 'What now?',
    choices: [
      { value: 'another', label: 'another address' },
      { value: 'ca', label: 'name a file with the authority: /etc/pve/pve-root-ca.pem of a node' },
    ],
  });
  if (next === 'another') return undefined;
  const file = await interview.text({
    label: 'The file of the authority, as PEM',
    problem: (typed) => (existsSync(resolve(typed)) ? undefined : 'There is no such file'),
  });
  return { origin, fingerprint, by: 'file', ca: resolve(file) };
}
