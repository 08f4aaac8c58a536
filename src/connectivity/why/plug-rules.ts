import { stateWords } from '../../cards/machine-state.ts';
import { typed } from '../../cards/typed.ts';
import { span } from '../../format.ts';
import type { Link } from '../../guest/ip-addr.ts';
import { plugWords } from '../../network/plugs.ts';
import { broken, type Case, ok, type Part, type Rule, unknown } from './part.ts';
import { placed, type View } from './view.ts';

/** From the machine to what its card is plugged into; each is asked of both ends. */
type EndRule = (view: View) => Part | undefined;

const runs: EndRule = ({ end }) => {
  const name = `${end.label} runs`;
  if (end.state === 'running') return ok(name, `${placed(end)} is running`);
  const line = end.state === 'paused' ? 'vm resume' : 'vm start';
  const label = end.state === 'paused' ? 'Resume' : 'Start';
  return broken(name, `${placed(end)} is ${stateWords(end)}`, {
    says: `${label} it first.`,
    line: { command: typed(line, end.label), label: `${label} ${end.label}` },
  });
};

const hasCard: EndRule = ({ end, card }) => {
  const name = `card of ${end.label}`;
  if (end.cards.value === undefined) return unknown(name, end.cards.why);
  if (card !== undefined) return undefined;
  return broken(name, `${end.label} has no network card`, {
    says: `Give ${end.label} a network card in its definition.`,
  });
};

const cable: EndRule = ({ end, card }) => {
  if (card === undefined) return undefined;
  const name = `cable of ${end.label}`;
  const words = `${plugWords(card)}, card ${card.id}`;
  if (card.linkUp === undefined) return unknown(name, `whether it is in is not told (${words})`);
  if (card.linkUp) return ok(name, `in: ${words}`);
  const several = (end.cards.value?.length ?? 0) > 1;
  const line = typed('net link', end.label, 'up');
  return broken(name, `the cable of ${end.label} is pulled (${words})`, {
    says: 'Put it in.',
    line: {
      command: several ? `${line} --card=${card.id}` : line,
      label: `Put the cable of ${end.label} in`,
    },
  });
};

const insideLink: EndRule = ({ end, card, link }) => {
  const name = `${end.label} inside`;
  if (end.state !== 'running') return undefined;
  if (end.inside.value === undefined) return unknown(name, end.inside.why);
  if (link === undefined) {
    if (card === undefined) return undefined;
    return broken(name, `the guest of ${end.label} does not see its card ${card.id}`, {
      says: 'Its system lacks the driver for it, or has to be restarted since the card was added.',
    });
  }
  if (link.up === false) {
    return broken(name, `${link.name} is switched off inside ${end.label}`, {
      says: `In the guest, as root: ip link set ${link.name} up`,
    });
  }
  return ok(name, `${link.name}, ${addressWords(link) || 'no address'}`);
};

function addressWords({ addresses, leases = [] }: Link): string {
  const words = addresses.map((address) => {
    const lease = leases.find((one) => one.address === address);
    if (lease === undefined) return address;
    return `${address} (leased${lease.leftMs === undefined ? '' : `, ${span(lease.leftMs)} left`})`;
  });
  return words.join(', ');
}

const endRules: readonly EndRule[] = [runs, hasCard, cable, insideLink];

const sameMac: Rule = ({ a, b }) => {
  const [one, two] = [a.card?.mac?.toLowerCase(), b.card?.mac?.toLowerCase()];
  if (one === undefined || one !== two) return undefined;
  return broken('MAC addresses', `both cards have the MAC address ${one}`, {
    says: `Give one of them another MAC address: a bridge sends the frames of both to one of them. A copy that was made by hand keeps that of its origin.`,
  });
};

/** All that is asked before the segments are compared. */
export function plugParts(found: Case): readonly (Part | undefined)[] {
  const views = [found.a, found.b];
  return [...views.flatMap((view) => endRules.map((rule) => rule(view))), sameMac(found)];
}
