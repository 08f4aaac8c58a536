import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** The problems as Slack words them, each with the place it was found at. */
export function problems(error: z.ZodError, root: string): readonly string[] {
  return error.issues.map((issue) => worded(say(issue), root, issue.path));
}

/** One problem, worded as Slack does. */
export function worded(what: string, root: string, path: readonly PropertyKey[] = []): string {
  return `[ERROR] ${what} [json-pointer:${[root, ...path.map(String)].join('/')}]`;
}

function say(issue: Issue): string {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string'
        ? `must be less than ${Number(issue.maximum) + 1} characters`
        : `no more than ${issue.maximum} items allowed`;
    case 'too_small':
      return issue.origin === 'string'
        ? `must be more than ${Number(issue.minimum) - 1} characters`
        : `no fewer than ${issue.minimum} items allowed`;
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return 'unsupported type';
    case 'invalid_type':
      return issue.message.endsWith('undefined')
        ? 'missing required field'
        : `must be a valid ${issue.expected}`;
    default:
      return issue.message;
  }
}
