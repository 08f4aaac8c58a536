import { expect, it } from 'vitest';
import { infoOf } from '../../../../../adapters/hypervisor/virtualbox/info.ts';
import { parseMachineReadable } from '../../../../../adapters/hypervisor/virtualbox/machinereadable.ts';
import { cardsOf } from '../../../../../adapters/hypervisor/virtualbox/network/cards.ts';
import { plugWords } from '../../../../../src/network/plugs.ts';
import { recordedCall } from '../../../../doubles/virtualbox/stage.ts';

const cards = (name: string) =>
  cardsOf(infoOf('1', parseMachineReadable(recordedCall(name).stdout)));

it('cards say what they are plugged into by the names that people know', () => {
  expect(cards('showvminfo-mr-full').map(plugWords)).toEqual([
    'Bridged Adapter eth0',
    'Host-only Adapter vboxnet0',
    'Internal Network lan0',
    'NAT',
  ]);
});

it('a card knows of which kind its segment is, so that the same one is not asked for again', () => {
  expect(cards('showvminfo-mr-full').map(({ kind }) => kind)).toEqual([
    'bridge',
    'network',
    'network',
    'network',
  ]);
});
