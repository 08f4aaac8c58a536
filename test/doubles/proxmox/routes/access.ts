import { type Call, route } from '../route.ts';

export const accessRoutes = [
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

function version(_: Call) {
  return { version: '9.2.11', release: '9.2', repoid: '14a22df3' };
}
