import { typed } from '../../cards/typed.ts';
import type { HostLink } from '../../hypervisor/network.ts';
import { hasAnswer, type Probe } from '../facts/values.ts';
import { broken, type Fix, ok, type Part, type Rule, standing, unknown } from './part.ts';
import type { View } from './view.ts';

const there: Rule = ({ facts, a, b }) => asked(facts.there, { near: a, far: b });
const back: Rule = ({ facts, a, b }) => asked(facts.back, { near: b, far: a });
const large: Rule = ({ facts: { there: one, back: other } }) => {
  const why = one.untried ?? other.untried;
  return why === undefined ? undefined : unknown('MTU', `large packets were not tried: ${why}`);
};

interface Way {
  readonly near: View;
  readonly far: View;
}

function asked(probe: Probe, way: Way): Part {
  const name = `${way.near.end.label} → ${way.far.end.label}`;
  if (probe.outcome === 'unknown') return unknown(name, probe.why ?? 'it could not be tried');
  if (probe.outcome === 'reached') {
    return hole(probe, way) ?? ok(name, `${probe.address} answers`);
  }
  return silence(probe, way);
}

function hole({ hole: seen }: Probe, way: Way): Part | undefined {
  if (seen === undefined) return undefined;
  const { through, sent } = seen;
  const narrow = narrowest(way, sent);
  const where =
    narrow === undefined ? 'somewhere on the way' : `at ${narrow.link.name} of ${narrow.host}`;
  const says =
    narrow === undefined
      ? `Give every bridge, card and tunnel on the way an MTU of ${sent}, or both guests one of ${through}.`
      : `On ${narrow.host}, as root: ip link set ${narrow.link.name} mtu ${sent}`;
  const found = `packets of up to ${through} bytes get through, those of ${sent} are lost ${where}`;
  return standing(broken('MTU', found, { says }));
}

function narrowest({ near, far }: Way, sent: number): { host: string; link: HostLink } | undefined {
  const found = [near, far].flatMap(({ end, segment }) => {
    const { device, port, uplinks = [] } = segment ?? {};
    return [port, device, ...uplinks].flatMap((link) =>
      link?.mtu !== undefined && link.mtu < sent ? [{ host: end.host, link, mtu: link.mtu }] : [],
    );
  });
  // A bridge takes the least of its ports': the port is the cause.
  return found.toSorted(
    (one, two) => one.mtu - two.mtu || kindRank(one.link) - kindRank(two.link),
  )[0];
}

function kindRank({ kind }: HostLink): number {
  return kind === 'bridge' ? 1 : 0;
}

/** Nothing came back: what does get through says where it stops. */
function silence(probe: Probe, way: Way): Part {
  const { address, macs, why, gateway } = probe;
  const { near, far } = way;
  const name = `${near.end.label} → ${far.end.label}`;
  if (hasAnswer(probe)) {
    const says = `${address} drops pings and answers TCP (${portWords(probe)}): the way is there`;
    return standing(
      broken(name, says, {
        says: `A firewall drops ICMP, in ${far.end.label} or before it: let echo requests through, or test by TCP.`,
      }),
    );
  }
  if (macs.length > 0) {
    return broken(
      name,
      `${far.end.label} is there (its card answers ARP), and drops what is sent to it`,
      firewall(way),
    );
  }
  if (gateway?.isThere === false) {
    const { label } = near.end;
    return broken(name, `${label} goes by the gateway ${gateway.address}, which does not answer`, {
      says: `See that ${gateway.address} runs and is on the network of ${label}, or give ${label} another gateway.`,
    });
  }
  if (address === undefined) return unknown(name, why ?? 'nothing came back');
  return broken(
    name,
    `nothing answers at ${address}${why === undefined ? '' : `: ${why}`}`,
    firewall(way),
  );
}

function portWords({ tcp }: Probe): string {
  const { open = [], refused = [] } = tcp ?? {};
  const words = [
    ...(open.length > 0 ? [`port ${open.join(', ')} open`] : []),
    ...(refused.length > 0 ? [`port ${refused.join(', ')} refused`] : []),
  ];
  return words.join('; ');
}

function firewall({ near, far }: Way): Fix {
  const marked = [near, far].filter(({ card }) => card?.firewall === true);
  const filtered = marked.find(({ end }) => end.firewall?.value?.on !== false);
  if (filtered?.card === undefined) {
    const why = marked[0]?.end.firewall?.value?.why;
    return {
      says: `Look at the firewall inside ${far.end.label}, and at those of both hosts.${why === undefined ? '' : ` That of the platform filters nothing: ${why}.`}`,
    };
  }
  const { end, card } = filtered;
  const unread = end.firewall?.why;
  const perhaps = unread === undefined ? '' : ` Whether it is on at all is not known: ${unread}.`;
  return {
    says: `The firewall of the platform filters ${card.id} of ${end.label}: give it a rule, or try without it.${perhaps}`,
    line: {
      command: `${typed('net connect', end.label, card.segment ?? card.mode)} --firewall off`,
      label: `Firewall of ${end.label} off`,
    },
  };
}

export const probeRules: readonly Rule[] = [there, back, large];
