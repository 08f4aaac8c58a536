import { parseArgs } from 'node:util';
import { bigCluster, life, smallCluster, startProxmox } from './index.ts';

const usage = `node test/doubles/proxmox/main.ts [--machines NUMBER --nodes NUMBER] [--latency MS] [--port NUMBER] [--brisk]
starts a pretended Proxmox VE and prints, as one line of JSON, how it is reached`;

/** As a process of its own: for a person to try, and for the bench, where its work must not count as the bot's. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      machines: { type: 'string' },
      nodes: { type: 'string', default: '3' },
      latency: { type: 'string', default: '0' },
      port: { type: 'string', default: '0' },
      brisk: { type: 'boolean', default: false },
      directory: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const { machines, nodes, latency, port, brisk } = values;
  const double = await startProxmox({
    seed: machines === undefined ? smallCluster : bigCluster(Number(machines), Number(nodes)),
    port: Number(port),
    ...(!brisk && life),
  });
  double.faults.latencyMs = Number(latency);
  for (const check of double.off) console.error(`Not checked here: ${check}`);
  const { urls, fingerprint, ca, tokens, user } = double;
  console.log(JSON.stringify({ urls, fingerprint, ca, tokens, user }));
  // The bench asks how many calls there were.
  process.on('message', () => {
    process.send?.({ calls: double.calls.length });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      double.close().then(() => process.exit(), console.error);
    });
  process.once('disconnect', () => process.exit());
}

await main();
