import { openApproving, type Said, say } from './approving.ts';

/** A process that hears the click of the second person and is killed at this moment of it. */
export interface ApprovalFate {
  readonly url: string;
  readonly config: string;
  readonly click: Said & { readonly key: string };
  readonly moment: 'received' | 'before-intent' | 'after-do';
}

const fate: ApprovalFate = JSON.parse(process.argv[2] ?? '');
const die = () => process.kill(process.pid, 'SIGKILL');

const app = await openApproving({
  url: fate.url,
  config: fate.config,
  observe: (moment) => {
    if (moment === fate.moment) die();
  },
});
await app.bot.receive({ key: fate.click.key, platform: 'test', event: fate.click });
if (fate.moment === 'received') die();
await say(app, fate.click);
setTimeout(() => process.exit(3), 60_000);
