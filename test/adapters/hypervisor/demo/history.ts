import { connect } from '../../../../adapters/hypervisor/demo/connect.ts';
import { campusSize } from '../../../../adapters/hypervisor/demo/world/fleet.ts';

/** One call that the demo's hypervisor received, as its journal has it. */
export interface Received {
  readonly call: string;
  readonly machine: string;
  readonly accepted: boolean;
  /** The operation's mark, where the call became a task. */
  readonly tag?: string | undefined;
  readonly step?: string | undefined;
}

/** Everything the hypervisor of a demo site has received, oldest first: to count its side effects. */
export function history(dataDirectory: string, name: string): readonly Received[] {
  const connection = connect(
    { speed: 1, failures: false, machines: campusSize },
    { name, dataDirectory },
  );
  try {
    return [...connection.look().verdicts.values()].map(({ call, refused }) => ({
      call: call.call,
      machine: call.machine,
      accepted: refused === undefined,
      ...('tag' in call ? { tag: call.tag, step: call.step } : {}),
    }));
  } finally {
    connection.close();
  }
}
