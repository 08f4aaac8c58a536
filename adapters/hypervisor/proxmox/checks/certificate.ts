import type { PeerCertificate } from 'node:tls';
import { connect } from 'node:tls';
import { BotError } from '../../../../src/errors.ts';

/** What an entry point shows, whoever signed it. Nothing is sent there. */
export interface Shown {
  /** SHA-256, as Proxmox writes it: pairs of hexadecimal digits, parted by colons. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly validTo: number;
  /** An authority that is known here signed it, for this name. */
  readonly trusted: boolean;
}

const LIMIT = 5_000;

/** Throws `unreachable`. */
export function readCertificate(origin: string, signal: AbortSignal): Promise<Shown> {
  const { hostname, port, host } = new URL(origin);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT)]);
  return new Promise((resolve, reject) => {
    const plain = hostname.replace(/^\[|\]$/g, '');
    // Nothing is believed here: it is shown to a person.
    const socket = connect({ host: plain, port: Number(port || 443), rejectUnauthorized: false });
    const give = (error: unknown) => {
      socket.destroy();
      const why = error instanceof Error ? error.message : String(error);
      reject(
        signal.aborted
          ? signal.reason
          : new BotError('unreachable', `${host} does not answer: ${why}`, { cause: error }),
      );
    };
    socket.once('error', give);
    limit.addEventListener('abort', () => give(new Error('no answer in 5 s')), { once: true });
    socket.once('secureConnect', () => {
      const shown = whatItShows(socket.getPeerCertificate(), socket.authorized);
      socket.destroy();
      resolve(shown);
    });
  });
}

function whatItShows(certificate: PeerCertificate, trusted: boolean): Shown {
  const { fingerprint256, subject, issuer, valid_to: validTo } = certificate;
  return {
    fingerprint: fingerprint256,
    subject: String(subject.CN ?? ''),
    issuer: String(issuer.CN ?? ''),
    validTo: Date.parse(validTo),
    trusted,
  };
}
