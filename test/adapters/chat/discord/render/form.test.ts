import { describe, expect, test } from 'vitest';
import { fieldId, renderModal } from '../../../../../adapters/chat/discord/render/form.ts';
import type { FormField } from '../../../../../src/chat.ts';
import { modalFaults } from '../../../../doubles/discord/limits/modal.ts';
import { modalBody } from '../../../../doubles/discord/wire.ts';

function drawn(...fields: readonly Partial<FormField>[]) {
  const modal = renderModal(
    {
      title: 'vm create',
      problem: { title: 'vm create needs a name' },
      line: 'vm create',
      fields: fields.map((field) => ({
        name: 'name',
        label: 'Its name',
        required: true,
        ...field,
      })),
    },
    'kept-id',
  );
  expect(modalFaults(modalBody.parse(modal), [])).toEqual([]);
  return modal;
}

const oneOf = (count: number) => Array.from({ length: count }, (_, at) => `choice ${at}`);

describe('a form on Discord', () => {
  test('has its click for an id, and a field for each value', () => {
    expect(drawn({}, { required: false })).toMatchObject({
      custom_id: 'kept-id',
      title: 'vm create',
      components: [
        { label: 'Its name', component: { type: 4, custom_id: fieldId(0), required: true } },
        { component: { custom_id: fieldId(1), required: false } },
      ],
    });
  });

  test('offers what there is to choose from', () => {
    expect(drawn({ choices: ['a', 'b', 'a'] })).toMatchObject({
      components: [
        {
          component: {
            type: 3,
            options: [
              { label: 'a', value: 'a' },
              { label: 'b', value: 'b' },
            ],
          },
        },
      ],
    });
  });

  test('lets nothing be chosen where that is fine', () => {
    expect(drawn({ choices: ['a'], required: false })).toMatchObject({
      components: [{ component: { type: 3, required: false, min_values: 0 } }],
    });
  });

  test('has a field to type in where there is too much to choose from', () => {
    expect(drawn({ choices: oneOf(26) })).toMatchObject({
      components: [{ component: { type: 4, placeholder: 'such as choice 0, choice 1, choice 2' } }],
    });
  });

  test('says within what a number is', () => {
    expect(drawn({ integer: { min: 1, max: 64 } })).toMatchObject({
      components: [{ component: { placeholder: '1 to 64' } }],
    });
  });

  test('has a long label whole under its beginning', () => {
    const label = 'The address of the machine in its network, with its prefix';
    expect(drawn({ label })).toMatchObject({
      components: [{ label: `${label.slice(0, 44)}…`, description: label }],
    });
  });

  test('asks for five values at once', () => {
    expect(drawn({}, {}, {}, {}, {}, {}, {}).components).toHaveLength(5);
  });
});
