import { type BoardsParts, startBoards } from '../board/boards.ts';
import type { Store } from '../store/store.ts';

/** The boards as commands change them, and what draws them; a one-shot client draws none. */
export async function openBoards(
  parts: BoardsParts & { readonly client: boolean; readonly store: Store },
) {
  const { boards } = parts.store;
  if (parts.client) return { records: boards, close: async () => {} };
  const loop = await startBoards(parts);
  const records = {
    ...boards,
    async add(...asked: Parameters<typeof boards.add>) {
      const added = await boards.add(...asked);
      loop.soon();
      return added;
    },
  };
  return { records, close: loop.close };
}
