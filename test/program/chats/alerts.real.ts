import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { openLab } from '../../adapters/hypervisor/libvirt/site.ts';
import { killDaemon, startDaemon } from '../../lab/libvirt/host.ts';
import type { LibvirtLab } from '../../lab/libvirt/lab.ts';
import { program } from '../program.ts';
import { ready } from '../ready.ts';
import { type Desk, desks, deskWith, sees } from './desk.ts';
import { attend, sitesOf } from './service.ts';

const config = process.env['NAKHODA_LAB'] ?? '';
const { signal } = new AbortController();
/** A guest that computes until somebody says that it is enough, or for two minutes. */
const LOAD = 'rm -f /tmp/enough; timeout 120 sh -c "while ! test -e /tmp/enough; do :; done"';

let lab: LibvirtLab;
beforeAll(async () => {
  await ready(config, ['e1']);
  lab = await openLab();
}, 300_000);
afterAll(() => inGuest('touch /tmp/enough'));

const inGuest = (script: string) =>
  program(['run', `guest run e1 sh -c '${script}'`, '--config', config]);

const opened = (chat: string) => (desks[chat] ?? expect.unreachable())();

/** What each message about that says, without the answer to who acknowledged it. */
const about = (desk: Desk, text: string) =>
  desk.messages().filter((one) => one.includes(text) && !one.includes('You look after'));

it('a loaded guest and a lost host are each one message in both chats, to the end', {
  timeout: 300_000,
}, async () => {
  const [slack, discord] = await Promise.all([opened('Slack over Socket Mode'), opened('Discord')]);
  const both = [slack, discord];
  const attended = await attend(deskWith(slack, discord), await watched(both));
  onTestFinished(() => attended.close());
  const all = (text: string) => Promise.all(both.map((desk) => sees(desk, text)));

  await inGuest(`(${LOAD}) >/dev/null 2>&1 &`);
  await all('CPU of e1 over 10');
  await slack.press('Acknowledge');
  await all('acknowledged');

  await killDaemon(lab.hosts['kvm-b'], signal);
  onTestFinished(() => startDaemon(lab.hosts['kvm-b'], signal).catch(() => {}));
  await attended.kill();
  await attended.again();
  await all('kvm-b does not answer');

  await inGuest('touch /tmp/enough');
  await startDaemon(lab.hosts['kvm-b'], signal);
  await all('Resolved: CPU of e1');
  await all('Resolved: kvm-b');
  // What is critical rings once more when it is over.
  await all('Resolved after');
  for (const desk of both) {
    expect(about(desk, 'CPU of e1')).toHaveLength(1);
    expect(about(desk, 'kvm-b')).toHaveLength(2);
  }
});

/**
 * The lab's sites, where rules that are quick tell the channels of these desks of one machine and one host. An emulated
 * guest that computes gets a fifth of a busy computer, one that rests a fiftieth.
 */
async function watched(told: readonly Desk[]): Promise<string> {
  const rules = {
    'machine-cpu': { trigger: '10%', clear: '8%', for: '5s', clearFor: '5s' },
    'host-lost': { for: '10s', clearFor: '5s' },
  };
  const on = ['e1', 'host:kvm-b'];
  const routes = [{ to: told.map(({ channel }) => channel), on }];
  return `${await sitesOf(config)}\n${stringify({ alerts: { rules, routes } })}`;
}
