import type { SiteSetup } from '../../../src/site.ts';

/** Nothing to ask: all its settings have a value. */
export const setup: SiteSetup = {
  label: 'demo: twelve machines that are not real, to try the bot on',
  ask: async () => ({ settings: {}, name: 'demo' }),
};
