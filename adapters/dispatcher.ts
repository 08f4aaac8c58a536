import { EnvHttpProxyAgent } from 'undici';
import { BotError } from '../src/errors.ts';

/** The way out: through the proxy that HTTPS_PROXY or HTTP_PROXY names, unless NO_PROXY has the host. */
export function openDispatcher(): EnvHttpProxyAgent {
  try {
    return new EnvHttpProxyAgent();
  } catch (cause) {
    throw new BotError('invalid', 'The proxy in HTTPS_PROXY or HTTP_PROXY cannot be used', {
      hint: 'It wants an address with a port: http://proxy.example.org:3128',
      cause,
    });
  }
}
