import { onUse } from '../../../src/on-use.ts';
import { defineHypervisor } from '../../../src/site.ts';
import { Config } from './config.ts';

/**
 * The site to try the bot on, and the folder to copy for an adapter of your own. The files here translate
 * between the port and a platform; `world/` is the platform, and is what you do not copy.
 */
export const demo = defineHypervisor({
  kind: 'demo',
  Config,
  create: onUse(async () => (await import('./site.ts')).createSite),
  fallback: true,
  setup: {
    label: 'demo: twelve machines that are not real, to try the bot on',
    // Nothing to ask: all its settings have a value.
    ask: async () => ({ settings: {}, name: 'demo' }),
  },
});
