/** What a site lets new things be called: known without asking it, so that a name is judged before anything is sent. */
export interface Names {
  snapshot(name: string): NameVerdict;
  machine(name: string): NameVerdict;
}

/** `why` is about the name: `it holds a slash`. `proposal` is a name the site takes, as near to it as can be. */
export type NameVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: string; readonly proposal: string };
