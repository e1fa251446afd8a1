/** What no program of ours can do, so that the owner does it once. */
export interface LeftByHand {
  /** What he does and where, as in "let your router name it as the DNS server". */
  readonly does: string;
  /** Why no program does it. */
  readonly because: string;
}
