import { hypervisorContract } from '../../../contracts/hypervisor.ts';
import { hostFixture } from './contract-fixture.ts';

hypervisorContract('VirtualBox beside the bot', {
  ...hostFixture('vbox-a', 'b1'),
  stopped: 'b2',
});
