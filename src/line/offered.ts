import type { Option } from '../command.ts';

/** The values that an option itself knows: all there are, or some of them. */
export function offeredBy(option: Option | undefined): readonly string[] | undefined {
  if (option?.type === 'choice') return option.values;
  return option?.type === 'text' ? option.such : undefined;
}
