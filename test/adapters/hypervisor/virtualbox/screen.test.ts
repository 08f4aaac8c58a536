import { describe, expect, it } from 'vitest';
import { consoleWays } from '../../../../adapters/hypervisor/virtualbox/screen.ts';

const id = '0fbb0e4f-0e3b-4118-8f15-8c185a38299b';
const ways = (fields: Record<string, string>) =>
  consoleWays(
    { id, fields: new Map(Object.entries(fields)) },
    {
      program: 'VBoxManage',
      host: 'vbox.example.org',
      ssh: { host: 'x', user: 'alice', port: 22 },
    },
  );

describe('the console of a machine of VirtualBox', () => {
  it('is reached through a tunnel where its server is on', () => {
    const [way] = ways({ vrde: 'on', vrdeport: '3389', vrdeaddress: '' });
    expect(way?.line).toBe('ssh -N -L 3389:127.0.0.1:3389 -p 22 alice@vbox.example.org');
  });

  it('is told how it is had where its server is off, for this host alone', () => {
    for (const fields of [{ vrde: 'off' }, { vrde: 'on', vrdeport: '-1' }]) {
      expect(ways(fields)).toMatchObject([
        {
          line: `ssh -p 22 alice@vbox.example.org 'VBoxManage modifyvm ${id} --vrde on --vrde-address 127.0.0.1'`,
        },
      ]);
    }
  });
});
