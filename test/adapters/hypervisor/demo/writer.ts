/** A process of its own for tests: sends calls to a demo site's journal, then says how many were accepted. */
import { openClient } from '../../../../adapters/hypervisor/demo/world/client.ts';
import { fleet } from '../../../../adapters/hypervisor/demo/world/fleet.ts';

const [directory = '', label = '', count = '0', fullBytes = '0'] = process.argv.slice(2);
const client = openClient({
  directory,
  name: 'demo-campus',
  seeds: fleet(12),
  fullBytes: Number(fullBytes),
});
for (let index = 0; index < Number(count); index += 1) {
  const content = Buffer.from(`${label} ${index} ${'x'.repeat(200)}`).toString('base64');
  client.send({ call: 'guest.write', machine: '101', path: `/tmp/${label}-${index}`, content });
  process.stdout.write(`${index}\n`);
}
client.close();
