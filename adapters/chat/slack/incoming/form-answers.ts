import { z } from 'zod';

/** The block of the field with this number, and the input in it. */
export const fieldId = (at: number): string => `field-${at}`;

const input = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

/** What is filled in so far: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const viewState = z.object({
  values: z.record(z.string(), z.record(z.string(), input)).default({}),
});

/** In the order of the fields; '' for one that is empty. */
export function answersIn({ values }: z.infer<typeof viewState>): string[] {
  const count = Math.max(0, ...Object.keys(values).map((id) => numberOf(id) + 1));
  return Array.from({ length: count }, (_, at) => {
    const found = values[fieldId(at)]?.[fieldId(at)];
    return (found?.value ?? found?.selected_option?.value ?? '').trim();
  });
}

/** Which field a block is for. */
export const numberOf = (block: string): number => Number(block.replace(/^field-/, '')) || 0;
