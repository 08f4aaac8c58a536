import type { Ending, OperationContext } from '../operation.ts';
import type { FarAddress } from './far-end.ts';
import type { Sender } from './ping-sender.ts';
import { isOpen, type PortEnds, type PortTried, portCard } from './port-card.ts';
import { connectTo } from './tcp.ts';

/** Tries to connect to one port of each address. Harmless to repeat, so a restart in the middle only asks anew. */
export async function portEnding(
  { sender, ...ends }: Omit<PortEnds, 'sender'> & { readonly sender: Sender },
  tried: readonly FarAddress[],
  { task }: Pick<OperationContext, 'task'>,
): Promise<Ending> {
  const all = await Promise.all(
    tried.map(({ address }) =>
      task.step(`connect to ${address} from ${sender.words}`, {
        async do(): Promise<PortTried> {
          const [answer] = await connectTo(sender, address, [ends.port]);
          return { address, answer };
        },
      }),
    ),
  );
  const card = portCard({ ...ends, sender: sender.words }, all);
  return { state: isOpen(all) ? 'done' : 'failed', card };
}
