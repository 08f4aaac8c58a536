/** An answer that Proxmox VE gives instead of doing what was asked: its text is the status line's reason. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** The body of its own where it is not the usual one; an empty text is no body. */
  readonly body: string | object;

  constructor(status: number, reason: string, body?: string | object) {
    super(reason);
    this.status = status;
    this.body = body ?? { data: null, message: `${reason}\n` };
  }
}

/** 500 and what its code died with. */
export function refuse(reason: string): Refusal {
  return new Refusal(500, reason);
}

/** 400 "Parameter verification failed." with what is wrong with each parameter. */
export function invalid(errors: Readonly<Record<string, string>>): Refusal {
  const reason = 'Parameter verification failed.';
  return new Refusal(400, reason, { data: null, message: `${reason}\n`, errors });
}

export function forbidden(path: string, privileges: string): Refusal {
  return new Refusal(403, `Permission check failed (${path}, ${privileges})`);
}

/** No ticket, a bad one, a bad token: only the reason speaks, the body is empty. */
export function unauthorized(reason: string): Refusal {
  return new Refusal(401, reason, '');
}
