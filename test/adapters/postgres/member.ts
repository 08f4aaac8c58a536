// One process of the bot as far as the database sees it: joins, writes numbers on request, leaves when told.
import { createInterface } from 'node:readline';
import { openDatabase } from '../../../adapters/postgres/index.ts';
import { createLog } from '../../../src/log.ts';

const [dataDirectory = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const database = await openDatabase({ dataDirectory, log: createLog('error'), signal });
process.stdout.write('joined\n');
for await (const line of createInterface(process.stdin)) {
  if (line === 'leave') break;
  await database.pool.query('insert into written (number) values ($1)', [Number(line)]);
  process.stdout.write(`wrote ${line}\n`);
}
await database.close();
// An open pipe would keep the process.
process.stdin.destroy();
