import { checksCard } from '../../src/cards/checks.ts';
import { checkSite } from '../../src/checks.ts';
import { defineCommand } from '../../src/command.ts';

export const hostCheck = defineCommand({
  name: 'host check',
  description:
    'Tests the way to a host: reach, key, group, version, rights; all sites when none is named',
  needs: 'host.read',
  audience: 'caller',
  options: {
    host: { type: 'host', description: 'Whose site; all when left out', required: false },
  },
  examples: ['host check', 'host check kvm-a'],
  async run({ host }, { fleet, signal }) {
    const sites = host ? [host.hypervisor] : fleet.sites;
    return checksCard(
      await Promise.all(
        sites.map(async (hypervisor) => ({
          site: hypervisor.site.name,
          checks: await checkSite(hypervisor, signal),
        })),
      ),
    );
  },
});
