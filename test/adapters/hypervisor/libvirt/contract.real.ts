import { hypervisorContract } from '../../../contracts/hypervisor.ts';
import { hostFixture } from './contract-fixture.ts';

hypervisorContract('libvirt through its socket', {
  ...hostFixture('kvm-a', 'e1'),
  stopped: 'e3',
});
