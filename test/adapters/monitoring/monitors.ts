import type { Server } from 'node:net';
import type { Log } from '../../../src/log.ts';

/** Fulfils with the free port of the loopback that the server now has. */
export function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
}

/** A log that remembers what it was told, one line each. */
export function records(): Log & { readonly said: string[] } {
  const said: string[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    const reason = 'reason' in fields ? `: ${fields.reason}` : '';
    said.push(`${level} ${message}${reason}`);
  };
  return { said, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
