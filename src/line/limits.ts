/** Longer than what any chat sends in a line, short enough to scan at once. */
export const MAX_LINE_CHARS = 8000;
