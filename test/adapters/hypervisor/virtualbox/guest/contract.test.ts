import { afterAll, beforeAll, describe } from 'vitest';
import { guestFacts } from '../../../../contracts/hypervisor-guest.ts';
import { openSubject, type Subject } from '../../../../contracts/subject.ts';
import { ids, login, openGuests, ownRoom } from '../../../../doubles/virtualbox/guests.ts';
import type { Stage } from '../../../../doubles/virtualbox/stage.ts';
import { createSite } from '../site.ts';

/** On a made-up guest: its shell and files are real, its Guest Additions are not. It needs a root of its own. */
describe.runIf(process.getuid?.() === 0)(
  'guest control keeps the contract',
  { timeout: 120_000 },
  () => {
    let stage: Stage;
    let subject: Subject;

    beforeAll(async () => {
      stage = await openGuests();
      stage.guest({ machine: ids.running, ...login, ...ownRoom(stage) });
      process.env['STAND_IN_PASSWORD'] = login.password;
      const guests = {
        everywhere: { user: login.user, password: { env: 'STAND_IN_PASSWORD' } },
        machines: {},
      };
      const hypervisor = createSite('vbox', { ...stage.settings, guests }, stage.directory);
      subject = await openSubject({
        open: async () => ({ hypervisor, close: async () => hypervisor.close?.() }),
        running: 'running',
        stopped: 'stopped',
        mute: 'mute',
      });
    });
    afterAll(async () => {
      await subject.close();
      await stage.close();
    });

    guestFacts(() => subject);
  },
);
