/** One human being, with the identities that were linked to them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly identities: readonly { readonly platform: string; readonly id: string }[];
}

export interface People {
  /** From memory. */
  of(actor: { readonly platform: string; readonly id: string }): Person | undefined;
  all(): readonly Person[];
}
