import type { Card, Cell } from '../card.ts';
import type { PortAnswer } from './tcp.ts';

/** What came of one address; without an answer nothing there could be tried. */
export interface PortTried {
  readonly address: string;
  readonly answer?: PortAnswer | undefined;
}

export interface PortEnds {
  /** `e1 on kvm-a` */
  readonly sender: string;
  /** `e2 on kvm-b`, `10.0.0.1` */
  readonly to: string;
  readonly port: number;
  /** The line that looks why, where both ends are machines. */
  readonly why?: string | undefined;
}

type Outcome = PortAnswer['outcome'] | 'unknown';

const words: Readonly<Record<Outcome, string>> = {
  open: 'open',
  refused: 'refused',
  silent: 'no answer',
  unrouted: 'no way there',
  unnamed: 'its name is not known',
  unknown: 'unknown',
};
const tones = {
  open: 'success',
  refused: 'warning',
  silent: 'danger',
  unrouted: 'danger',
  unnamed: 'danger',
  unknown: 'warning',
} as const;
const best: readonly Outcome[] = ['open', 'refused', 'silent', 'unrouted', 'unnamed', 'unknown'];

/** Open, refused and silent are three things: something listens, nothing does, or packets get lost on the way. */
export function portCard(ends: PortEnds, all: readonly PortTried[]): Card {
  const { sender, to, port, why } = ends;
  const outcome = best.find((one) => all.some((tried) => outcomeOf(tried) === one)) ?? 'unknown';
  const first = all.find((tried) => outcomeOf(tried) === outcome);
  const time = first && timeOf(first);
  const advice = adviceOn(outcome, ends);
  const isLost = outcome === 'silent' || outcome === 'unrouted';
  return {
    title: `${sender} → ${to}, TCP port ${port}: ${words[outcome]}${time ? `, ${time}` : ''}`,
    tone: tones[outcome],
    blocks: [
      {
        type: 'table',
        columns: [{ label: 'Address' }, { label: 'Port' }, { label: 'Time', align: 'right' }],
        rows: all.map((tried): Cell[] => [
          tried.address,
          { text: words[outcomeOf(tried)], tone: tones[outcomeOf(tried)] },
          timeOf(tried) ?? '',
        ]),
      },
      ...(advice === undefined ? [] : [{ type: 'text', text: advice } as const]),
    ],
    actions: isLost && why !== undefined ? [{ label: 'Why', command: why }] : [],
  };
}

export function isOpen(all: readonly PortTried[]): boolean {
  return all.some((tried) => outcomeOf(tried) === 'open');
}

function outcomeOf({ answer }: PortTried): Outcome {
  return answer?.outcome ?? 'unknown';
}

function timeOf({ answer }: PortTried): string | undefined {
  if (answer?.outcome !== 'open') return undefined;
  const { ms } = answer;
  if (ms === undefined) return 'time not told';
  return `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`;
}

function adviceOn(outcome: Outcome, { sender, to, port }: PortEnds): string | undefined {
  switch (outcome) {
    case 'open':
      return undefined;
    case 'refused':
      return `The way is there: ${to} answers. Nothing listens on port ${port} there, or a firewall refuses it.`;
    case 'silent':
      return `Nothing came back in 3 seconds: a firewall drops it, or ${to} is not reached at all. A ping tells which.`;
    case 'unrouted':
      return `${sender} has no route there, or nobody has that address on its network: nothing of it got to ${to}.`;
    case 'unnamed':
      return `${sender} cannot look up that name. Give the address in its place.`;
    case 'unknown':
      return `${sender} has nothing that could connect: bash, python3 or netcat would do.`;
    default:
      return outcome satisfies never;
  }
}
