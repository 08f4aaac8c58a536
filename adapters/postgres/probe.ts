import { BotError } from '../../src/errors.ts';
import { connect, urlTarget } from './client.ts';
import { openUrl } from './url.ts';

/** Connects once and says what answered. Throws as {@link openUrl}, and `forbidden` where no table may be made. */
export async function probeUrl(url: string, signal: AbortSignal): Promise<string> {
  await openUrl(url, signal);
  const client = await connect(urlTarget(url));
  try {
    const { rows } = await client.query<{ version: string; may: boolean | null }>(
      `select current_setting('server_version') as version,
              has_schema_privilege(current_schema(), 'create') as may`,
    );
    const [row] = rows;
    if (row?.may === true) return `PostgreSQL ${row.version}`;
    throw new BotError('forbidden', 'This user may make no tables in that database', {
      hint: 'Make the user its owner: alter database … owner to …',
    });
  } finally {
    await client.end();
  }
}
