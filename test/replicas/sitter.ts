import { writeSync } from 'node:fs';
import { openDatabase } from '../../adapters/postgres/index.ts';
import { pause } from '../../src/flow/wait.ts';
import { silent } from '../../src/log.ts';
import { openSeats } from '../../src/replicas/seats.ts';
import { openStore } from '../../src/store/open.ts';

/** Has a seat and acts all the time, each act one line with its time; its work hears of no signal. */
const { signal } = new AbortController();
const url = process.argv[2] ?? '';
const database = await openDatabase({ url, dataDirectory: '', log: silent, signal });
const { replicas } = await openStore(database, { sites: ['kvm'], client: false });
const { seats: ask, release, released } = replicas;
const seats = await openSeats({ ask, release, released, log: silent });
seats.want('poll:kvm', async ({ holds }) => {
  while (holds()) {
    writeSync(1, `${Date.now()}\n`);
    await pause(20, signal);
  }
});
