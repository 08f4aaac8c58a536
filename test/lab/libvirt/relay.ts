import { connect, Server, type Socket } from 'node:net';

/**
 * Runs in a host's network and serves a socket that was opened outside: a listening socket keeps the network it
 * was made in, so the door is on the machine's loopback and what is behind it is the host's own sshd,
 * or what else it has at the port given.
 */
const port = Number(process.argv[3] ?? 22);

process.once('message', (_message, door) => {
  if (!(door instanceof Server)) throw new Error('no listening socket came');
  door.on('connection', (client: Socket) => {
    const inside = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, inside],
      [inside, client],
    ] as const) {
      from.setNoDelay(true);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  process.send?.('open');
});
