import type { Alerting } from '../alerts/alerting.ts';
import type { Callable } from '../alerts/reach/calls.ts';
import type { Store } from '../store/store.ts';
import type { Tasks } from '../tasks.ts';
import { alertDesk } from './alert-desk.ts';

/** What commands ask of what is stored. */
export function toldBy(
  store: Store,
  parts: { readonly alerting: Alerting; readonly access: { book(): Callable } },
) {
  const alerts = alertDesk({ store, ...parts });
  return { tasks: tasksOf(store), audit: store.trail, alerts };
}

function tasksOf(store: Store): Tasks {
  return {
    list: store.listTasks,
    show: store.showTask,
    targets: store.targets,
    cancel: store.cancel,
    settle: (id, as, actor, note) => store.settle({ id, as, actor, note }),
  };
}
