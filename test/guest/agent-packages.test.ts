import { expect, it } from 'vitest';
import { agentPackages, knownSystem, packagesFor } from '../../src/guest/agent-packages.ts';

it.each([
  ['http://debian.org/debian/12', 'Debian, Ubuntu'],
  ['http://ubuntu.com/ubuntu/24.04', 'Debian, Ubuntu'],
  ['http://fedoraproject.org/fedora/40', 'Fedora, RHEL, Rocky, Alma'],
  ['http://redhat.com/rhel/9.4', 'Fedora, RHEL, Rocky, Alma'],
  ['http://alpinelinux.org/alpinelinux/3.20', 'Alpine'],
  ['http://opensuse.org/opensuse/15.6', 'openSUSE, SLES'],
  ['http://archlinux.org/archlinux/rolling', 'Arch'],
  ['http://microsoft.com/win/11', 'Windows'],
])('%s is known, and its line comes first', (os, system) => {
  expect(knownSystem(os)?.system).toBe(system);
  expect(packagesFor(os)[0]?.system).toBe(system);
  expect(packagesFor(os)).toHaveLength(agentPackages.length);
});

it.each([undefined, 'l26', 'http://haiku-os.org/haiku/r1'])(
  '%s leaves the table as it is',
  (os) => {
    expect(packagesFor(os)).toEqual(agentPackages);
    expect(knownSystem(os)).toBeUndefined();
  },
);

it('each line is one line', () => {
  for (const { line } of agentPackages) expect(line).toMatch(/^[\x20-\x7e]+$/);
});
