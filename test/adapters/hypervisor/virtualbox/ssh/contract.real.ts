import { hypervisorContract } from '../../../../contracts/hypervisor.ts';
import { hostFixture } from '../contract-fixture.ts';

hypervisorContract('VirtualBox over ssh', {
  ...hostFixture('vbox-b', 'b3'),
  stopped: 'b4',
});
