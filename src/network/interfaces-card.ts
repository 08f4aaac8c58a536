import type { Action, Block, Card, Cell } from '../card.ts';
import { stateField } from '../cards/machine-state.ts';
import { typed } from '../cards/typed.ts';
import type { Inside } from '../connectivity/facts/values.ts';
import { unknown } from '../format.ts';
import { agentActions } from '../guest/setup/line.ts';
import type { GuestInterface } from '../hypervisor/guest.ts';
import type { NetworkCard } from '../hypervisor/network.ts';
import type { Attempt } from '../summary/attempt.ts';
import { type Plugged, plugWords, withCard } from './plugs.ts';
import { routeBlocks } from './routes-card.ts';

/** Each card with what it is plugged into and the addresses that the guest has on it. */
export function interfacesCard(
  { machine, cards }: Plugged,
  guest: Attempt<readonly GuestInterface[]> | undefined,
  routes?: Attempt<Inside>,
): Card {
  const { label } = machine;
  return {
    title: `Network of ${label} on ${machine.machine.host}`,
    blocks: [
      { type: 'fields', fields: [stateField(machine.machine)] },
      cards.length === 0
        ? { type: 'text', text: `${label} has no network card.` }
        : cardTable(cards, guest),
      ...firewalls(cards),
      ...pending(cards),
      ...(guest?.value ? inside(guest.value, cards) : []),
      ...(guest?.why === undefined
        ? []
        : [{ type: 'text', text: `Its addresses are unknown: ${guest.why}.` } as const]),
      ...routeBlocks(routes),
    ],
    actions: [
      ...agentActions(label, { silentGuest: guest?.why !== undefined }),
      ...actions(label, cards),
    ],
  };
}

function cardTable(
  cards: readonly NetworkCard[],
  guest: Attempt<readonly GuestInterface[]> | undefined,
): Block {
  return {
    type: 'table',
    columns: [
      { label: 'Card' },
      { label: 'Plugged into' },
      { label: 'Cable' },
      { label: 'In the guest' },
    ],
    rows: cards.map((card) => [
      card.model === undefined ? card.id : `${card.id} (${card.model})`,
      plugWords(card),
      cable(card),
      addressCell(card, guest),
    ]),
  };
}

function cable({ linkUp }: NetworkCard): Cell {
  if (linkUp === undefined) return unknown;
  return linkUp ? 'in' : { text: 'pulled', tone: 'warning' };
}

function addressCell(card: NetworkCard, guest: Attempt<readonly GuestInterface[]> | undefined) {
  if (guest === undefined) return '';
  if (guest.value === undefined) return unknown;
  const found = guest.value.find(({ mac }) => mac !== undefined && mac === card.mac);
  if (found === undefined) return 'not seen by the guest';
  return `${found.name}: ${found.addresses.join(', ') || 'no address'}`;
}

/** Where the platform has one; a card that it filters is a reason why nothing comes through. */
function firewalls(cards: readonly NetworkCard[]): readonly Block[] {
  const filtered = cards.flatMap(({ id, firewall }) => (firewall ? [id] : []));
  if (filtered.length === 0) return [];
  return [{ type: 'text', text: `The firewall of the platform filters ${filtered.join(', ')}.` }];
}

/** What a later start changes is no secret. */
function pending(cards: readonly NetworkCard[]): readonly Block[] {
  return cards.flatMap(({ id, pending: words }) =>
    words === undefined ? [] : [{ type: 'text', text: `${id}: ${words}.` } as const],
  );
}

/** The guest's own: bridges, tunnels, containers. */
function inside(
  interfaces: readonly GuestInterface[],
  cards: readonly NetworkCard[],
): readonly Block[] {
  const macs = new Set(cards.flatMap(({ mac }) => mac ?? []));
  const own = interfaces.filter(
    ({ name, mac, addresses }) =>
      name !== 'lo' && addresses.length > 0 && !(mac !== undefined && macs.has(mac)),
  );
  if (own.length === 0) return [];
  const words = own.map(({ name, addresses }) => `${name} ${addresses.join(', ')}`);
  return [{ type: 'text', text: `Made inside the guest: ${words.join('; ')}.` }];
}

function actions(label: string, cards: readonly NetworkCard[]): readonly Action[] {
  const pulled = cards.filter(({ linkUp }) => linkUp === false);
  const show: Action = { label: 'Show', command: typed('vm show', label) };
  const [first] = pulled;
  if (first === undefined) return [show];
  const line = typed('net link', label, 'up');
  const command = cards.length === 1 ? line : withCard(line, first.id);
  return [{ label: 'Put the cable in', command }, show];
}
