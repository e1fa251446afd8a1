/** What tells one mailbox from another: `Owner+shop@Example.com` and `owner@example.com` are one. */
export function mailboxOf(login: string): string {
  return login.toLowerCase().replace(/\+[^@]*(?=@)/, "");
}
