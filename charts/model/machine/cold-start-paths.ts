/** Where a machine has what it starts without the server. */
export const coldStartPaths = {
  /** What mk360 hosts set-up brings. */
  settings: "/etc/mk360/cold-start",
  /** What was kept of the cluster while it answered; root alone may enter it. */
  kept: "/var/lib/mk360/cold-start",
  /** What may be lost. */
  scratch: "/run/mk360/cold-start",
} as const;
