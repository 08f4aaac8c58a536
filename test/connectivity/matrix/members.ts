import type { Answer, Member, Row } from '../../../src/connectivity/matrix/ways.ts';

/** A member at `10.0.0.<number>`, and others where given. */
export function member(number: number, more: Partial<Member> = {}): Member {
  return { label: `e${number}`, host: 'kvm-a', addresses: [`10.0.0.${number}`], ...more };
}

/** What a ping of three came to: how many came back, and how fast. */
export function answer(number: number, received: number, avgMs = 0.5): Answer {
  const lossFraction = 1 - received / 3;
  const result =
    received > 0
      ? { sent: 3, received, lossFraction, avgMs }
      : { sent: 3, received, lossFraction, problem: 'no answer came back' };
  return { address: `10.0.0.${number}`, result };
}

export function row(...answers: readonly Answer[]): Row {
  return { answers };
}
