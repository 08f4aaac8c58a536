import { type BoardsParts, startBoards } from '../board/boards.ts';
import type { Seat, Seats } from '../replicas/seats.ts';
import type { Store } from '../store/store.ts';

interface OpenBoardsParts extends Omit<BoardsParts, 'mayDraw'> {
  readonly client: boolean;
  readonly store: Store;
  readonly seats?: Seats | undefined;
}

/** The boards as commands change them, and what draws them: one replica of all, and never a one-shot client. */
export async function openBoards(parts: OpenBoardsParts) {
  const { boards } = parts.store;
  if (parts.client) return { records: boards, close: async () => {} };
  const drawn = new Map<string, Seat>();
  const loop = await startBoards({
    ...parts,
    mayDraw: (platform) => drawn.get(platform)?.holds() ?? true,
  });
  for (const { platform } of parts.chats) {
    const seat = parts.seats?.want(`boards:${platform}`, async ({ signal }) => {
      loop.soon();
      await aborted(signal);
    });
    if (seat) drawn.set(platform, seat);
  }
  const records = {
    ...boards,
    async add(...asked: Parameters<typeof boards.add>) {
      const added = await boards.add(...asked);
      // Whoever asked for it sees it at once, wherever it is drawn later.
      loop.soon('even without the seat');
      return added;
    },
  };
  return { records, close: loop.close };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}
