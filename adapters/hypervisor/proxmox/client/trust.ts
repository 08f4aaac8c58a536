import { readFile } from 'node:fs/promises';
import { getCACertificates, TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { BotError } from '../../../../src/errors.ts';
import { NotSent } from './not-sent.ts';

/** Whose certificate is believed. */
export interface Trust {
  readonly fingerprints?: readonly string[] | undefined;
  /** A file in PEM. */
  readonly ca?: string | undefined;
}

/** Milliseconds until a connection stands: a node that is off answers nothing at all. */
const CONNECT_LIMIT = 5_000;

/** The one way to open a connection. What goes wrong here was never sent: {@link NotSent}. */
export async function connectorFor(trust: Trust): Promise<buildConnector.connector> {
  const { fingerprints } = trust;
  const options = { allowH2: false, maxCachedSessions: 0, timeout: CONNECT_LIMIT };
  const connect = fingerprints
    ? buildConnector({ ...options, rejectUnauthorized: false })
    : buildConnector({ ...options, ca: await authorities(trust.ca) });
  return (to, callback) =>
    connect(to, (error, socket) => {
      if (error) return callback(new NotSent(error), null);
      const stranger = fingerprints && strangerBehind(socket, fingerprints, to.hostname);
      if (!stranger) return callback(null, socket);
      socket.destroy();
      callback(new NotSent(stranger), null);
    });
}

/**
 * `rejectUnauthorized: false` makes Node skip `checkServerIdentity`, so that a pin would never be asked for there:
 * it is compared here, before anything is written on the connection.
 * https://nodejs.org/api/tls.html#tlsconnectoptions-callback
 */
function strangerBehind(
  socket: unknown,
  fingerprints: readonly string[],
  hostname: string,
): BotError | undefined {
  const shown =
    socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : undefined;
  if (shown !== undefined && fingerprints.includes(shown.toUpperCase())) return undefined;
  return new BotError(
    'unreachable',
    `${hostname} shows another certificate than the pinned one: ${shown ?? 'none'}`,
    {
      hint: 'Where it was renewed, compare it with what the node itself says (pvenode cert info) and write that into `fingerprints`. Else somebody stands between.',
    },
  );
}

async function authorities(file: string | undefined): Promise<string[]> {
  if (file === undefined) {
    return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  }
  try {
    return [await readFile(file, 'utf8')];
  } catch (cause) {
    throw new BotError('unreachable', `The file ${file} with the authority cannot be read`, {
      hint: 'Correct `ca` in the configuration, or the rights of the file.',
      cause,
    });
  }
}
