import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { boltFor } from './bolt.ts';
import { type SlackDouble, startSlack } from './index.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;

const view: ModalView = {
  type: 'modal',
  callback_id: 'form',
  private_metadata: 'vm set',
  title: plain('Change a machine'),
  submit: plain('Go on'),
  blocks: [
    {
      type: 'input',
      block_id: 'machine',
      label: plain('Machine'),
      element: { type: 'external_select', action_id: 'value', min_query_length: 0 },
    },
    {
      type: 'input',
      block_id: 'cores',
      label: plain('Cores'),
      element: {
        type: 'number_input',
        action_id: 'value',
        is_decimal_allowed: false,
        min_value: '1',
      },
    },
    {
      type: 'input',
      block_id: 'note',
      label: plain('Note'),
      optional: true,
      element: { type: 'plain_text_input', action_id: 'value' },
    },
  ],
};

describe('a dialog', () => {
  let slack: SlackDouble;
  let app: App;
  let refusals: unknown[];

  beforeEach(async () => {
    slack = await startSlack();
    app = boltFor(slack);
    refusals = [];
    app.options('value', async ({ ack, payload }) => {
      const names = ['web-1', 'web-2', 'db-1'].filter((name) => name.startsWith(payload.value));
      await ack({ options: names.map((name) => ({ text: plain(name), value: `id-${name}` })) });
    });
    app.command('/vm', async ({ ack, body, client }) => {
      await ack();
      const open = () => client.views.open({ trigger_id: body.trigger_id, view });
      await open().catch((error: unknown) => refusals.push(error));
      await open().catch((error: unknown) => refusals.push(error));
    });
    await app.start();
  });

  afterEach(async () => {
    await app.stop();
    await slack.close();
  });

  const opened = async () => {
    const ann = slack.person('U1');
    await ann.slash('C1', '/vm', 'set');
    await vi.waitFor(() => expect(refusals).toHaveLength(1), 20_000);
    return ann;
  };

  test('opens once for a trigger, and shows its fields', async () => {
    const ann = await opened();
    expect(refusals).toMatchObject([{ data: { error: 'exchanged_trigger_id' } }]);
    expect(ann.modal()).toMatchObject({
      title: 'Change a machine',
      fields: [
        { label: 'Machine', type: 'external_select' },
        { label: 'Cores' },
        { optional: true },
      ],
    });
    expect(slack.person('U2').modal()).toBeUndefined();
  });

  test('does not open when its trigger is too old', async () => {
    slack.faults.expireTriggers = true;
    const ann = slack.person('U1');
    await ann.slash('C1', '/vm', 'set');
    await vi.waitFor(() => expect(refusals).toHaveLength(2), 20_000);
    expect(refusals[0]).toMatchObject({ data: { error: 'expired_trigger_id' } });
    expect(ann.modal()).toBeUndefined();
  });

  test('looks values up, and sends what was filled in', async () => {
    const values: unknown[] = [];
    app.view('form', async ({ ack, view: sent }) => {
      values.push(sent.private_metadata, sent.state.values);
      await ack();
    });
    const ann = await opened();
    expect(await ann.suggest('Machine', 'web')).toStrictEqual(['web-1', 'web-2']);
    await ann.fill({ Machine: 'web-2', Cores: '4' });
    expect(ann.modal()).toBeUndefined();
    expect(values).toMatchObject([
      'vm set',
      {
        machine: { value: { selected_option: { value: 'id-web-2' } } },
        cores: { value: { value: '4' } },
        note: { value: { value: null } },
      },
    ]);
  });

  test('stays open with what the bot says is wrong', async () => {
    app.view('form', ({ ack }) =>
      ack({ response_action: 'errors', errors: { cores: 'Not so many' } }),
    );
    const ann = await opened();
    await ann.fill(['web-1', '400']);
    expect(ann.modal()?.errors).toStrictEqual({ Cores: 'Not so many' });
  });

  test('is not sent with what Slack itself would not let through', async () => {
    const ann = await opened();
    await expect(ann.fill({ Machine: 'web-1' })).rejects.toThrow('Cores is required');
    await expect(ann.fill(['mail-1', '4'])).rejects.toThrow('mail-1 is not among the choices');
    await expect(ann.fill(['web-1', '0'])).rejects.toThrow('0 is less than 1');
    await expect(ann.fill({ Memory: '4' })).rejects.toThrow('Machine, Cores, Note');
  });
});
