import type { Accounts } from '../access/accounts.ts';
import { Refusal } from '../refusal.ts';
import { type Call, route } from '../route.ts';

/** @param accounts whose passwords and tickets they are. */
export function accessRoutes(accounts: Accounts) {
  return [
    route('POST', '/access/ticket', (call) => ticket(call, accounts), { open: true, daemon: true }),
    route('GET', '/access/permissions', ({ who }) => who.permissions()),
    route(
      'GET',
      '/access/domains',
      () => [
        { realm: 'pam', type: 'pam', comment: 'Linux PAM standard authentication' },
        { realm: 'pve', type: 'pve', comment: 'Proxmox VE authentication server' },
      ],
      { open: true },
    ),
    route('GET', '/version', version),
    route('GET', '/nodes/{node}/version', version),
  ];
}

function version(_: Call) {
  return { version: '9.2.11', release: '9.2', repoid: '14a22df3' };
}

/** For a password, or for an old ticket in its place. Unlike every other 401 this one has a body. */
function ticket({ params }: Call, { byPassword, tickets, who }: Accounts) {
  const name = params.need('username');
  const realm = params.text('realm');
  const full = name.includes('@') || realm === undefined ? name : `${name}@${realm}`;
  const user = byPassword(full, params.need('password'));
  if (user === undefined) {
    const message = 'authentication failure';
    throw new Refusal(401, message, { data: null, message: `${message}\n` });
  }
  const { ticket: made, csrf } = tickets.make(user);
  const cap = capabilities({ ...who(user).permissions()['/'] });
  return { username: user, ticket: made, CSRFPreventionToken: csrf, cap };
}

/** Privileges in the groups the web interface asks for. */
const groups: Readonly<Record<string, RegExp>> = {
  vms: /^VM\./,
  storage: /^Datastore\./,
  nodes: /^Sys\./,
  dc: /^(?:Sys\.Audit|SDN\.)/,
  sdn: /^SDN\./,
  access: /^(?:User|Group)\./,
  mapping: /^Mapping\./,
};

function capabilities(privileges: Readonly<Record<string, 1>>) {
  return Object.fromEntries(
    Object.entries(groups).map(([group, fits]) => [
      group,
      Object.fromEntries(Object.entries(privileges).filter(([privilege]) => fits.test(privilege))),
    ]),
  );
}
