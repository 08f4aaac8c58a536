import type pg from 'pg';

/**
 * Where the server is: the far end of a connection to it, and its own end of the same. They differ where a
 * router or a container stands between. https://www.postgresql.org/docs/18/functions-info.html
 */
export async function serverAddresses(open: () => Promise<pg.Client>): Promise<readonly string[]> {
  const client = await open();
  try {
    const { rows } = await client.query<{ own: string | null }>(
      'select host(inet_server_addr()) as own',
    );
    const [own, far] = [rows[0]?.own, remoteAddress(client)];
    return [...new Set([own, far].filter((address) => typeof address === 'string'))];
  } finally {
    await client.end();
  }
}

/** The socket is there in every version of the driver, its types do not say so. */
function remoteAddress(client: pg.Client): string | undefined {
  const { connection } = client as unknown as {
    readonly connection?: { readonly stream?: { readonly remoteAddress?: string } };
  };
  return connection?.stream?.remoteAddress;
}
