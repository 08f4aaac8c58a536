import { hasAdmin, issueClaimCode } from '../access/access.ts';
import type { Connection } from '../store/connection.ts';
import type { AccessRecords } from '../store/grants.ts';
import { openStore } from '../store/open.ts';

/** A code that makes its sender admin; nothing where there is an admin already. */
export async function firstCode(
  records: Pick<AccessRecords, 'all' | 'addCode'>,
): Promise<string | undefined> {
  return (await hasAdmin(records)) ? undefined : issueClaimCode(records);
}

/** The same for a process that does nothing else with the store; the connection is closed with it. */
export async function firstCodeIn(connection: Connection): Promise<string | undefined> {
  const store = await openStore(connection, { sites: [], client: true });
  try {
    return await firstCode(store.access);
  } finally {
    await store.close();
  }
}
