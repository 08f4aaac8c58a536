import { hasAdmin, issueClaimCode } from '../access/access.ts';
import type { AccessFile } from '../access/file.ts';
import type { AccessRecords } from '../store/access/grants.ts';
import type { Connection } from '../store/connection.ts';
import { openStore } from '../store/open.ts';

/** A code that makes its sender admin; nothing where there is an admin already. */
export async function firstCode(
  records: Pick<AccessRecords, 'all' | 'addCode'>,
  access: AccessFile | undefined,
): Promise<string | undefined> {
  return (await hasAdmin(records, access)) ? undefined : issueClaimCode(records);
}

/** The same for a process that does nothing else with the store; the connection is closed with it. */
export async function firstCodeIn(
  connection: Connection,
  access: AccessFile | undefined,
): Promise<string | undefined> {
  const store = await openStore(connection, { sites: [], client: true });
  try {
    return await firstCode(store.access, access);
  } finally {
    await store.close();
  }
}
