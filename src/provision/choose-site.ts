import { provisionOf } from '../capability.ts';
import type { CommandContext, ResolvedHost } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Provision } from '../hypervisor/provision.ts';
import type { Hypervisor } from '../hypervisor.ts';

export interface Workplace {
  readonly hypervisor: Hypervisor;
  readonly provision: Provision;
  /** Where it was asked to be. */
  readonly host?: string | undefined;
}

/**
 * The site where a machine is to be made: the one that was named, by itself or by one of its hosts, else the only
 * one that can. Undefined where several can. Throws `unsupported`, `not-found` and `invalid`.
 */
export function workplaceOf(
  { site, host }: { readonly site?: string | undefined; readonly host?: ResolvedHost | undefined },
  { fleet }: Pick<CommandContext, 'fleet'>,
): Workplace | undefined {
  const at = (hypervisor: Hypervisor): Workplace => ({
    hypervisor,
    provision: provisionOf(hypervisor),
    host: host?.host.name,
  });
  if (host !== undefined && site !== undefined && host.host.site !== site) {
    throw new BotError(
      'invalid',
      `${host.host.name} is a host of ${host.host.site}, not of ${site}`,
      {
        hint: 'Name the one or the other.',
      },
    );
  }
  if (host !== undefined) return at(host.hypervisor);
  if (site !== undefined) return at(fleet.site(site));
  const able = ableSites({ fleet });
  const [only, ...others] = able.length > 0 ? able : fleet.sites;
  return only !== undefined && (able.length === 0 || others.length === 0) ? at(only) : undefined;
}

/** Sites on which machines can be made. */
export function ableSites({ fleet }: Pick<CommandContext, 'fleet'>): readonly Hypervisor[] {
  return fleet.sites.filter(({ provision }) => provision !== undefined);
}
