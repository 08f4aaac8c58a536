import { expect, it } from 'vitest';
import { readLinks } from '../../../../../adapters/hypervisor/virtualbox/network/links.ts';
import { never } from '../../../../contracts/subject.ts';
import { recordedCall } from '../../../../doubles/virtualbox/stage.ts';

const read = (said: string) => readLinks({ ask: async () => said }, never);

it('has the adapters of a host, with prefix lengths, and tells nothing of MTU or cables', async () => {
  const [first, second] = await read(recordedCall('list-bridgedifs').stdout);
  expect(first).toEqual({
    name: 'eth0',
    mac: '02:fc:00:00:00:01',
    up: true,
    wireless: false,
    addresses: ['192.0.2.2/24', 'fe80::fc:ff:fe00:1/64'],
  });
  expect(second).toMatchObject({ name: 'ifb0', up: false, addresses: [] });
});

it('has the long names of Windows, and Wi-Fi', async () => {
  const block = `Name:            Intel(R) Wi-Fi 6 AX201 160MHz
IPAddress:       10.20.0.7
NetworkMask:     255.255.240.0
HardwareAddress: AA:BB:CC:00:11:22
Wireless:        Yes
Status:          Down
`;
  expect(await read(block.replaceAll('\n', '\r\n'))).toEqual([
    {
      name: 'Intel(R) Wi-Fi 6 AX201 160MHz',
      mac: 'aa:bb:cc:00:11:22',
      up: false,
      wireless: true,
      addresses: ['10.20.0.7/20'],
    },
  ]);
});

it('is empty where nothing can be bridged to', async () => {
  expect(await read('')).toEqual([]);
});
