/** What nobody can judge who only looks at the API, and what does. */
export interface Unseen {
  readonly what: string;
  readonly judgedBy: string;
}

const ring = "npm run test:cluster";

export const unseen: readonly Unseen[] = [
  { what: "that policies are enforced, which takes connections tried from inside pods", judgedBy: ring },
  { what: "capabilities, no-new-privileges, seccomp and user namespaces of the processes themselves", judgedBy: ring },
  { what: "modes and owners of the files in volumes", judgedBy: ring },
  { what: "that each site answers where it should, and is refused elsewhere", judgedBy: ring },
  { what: "that nothing is lost when a database, a node or the link fails", judgedBy: ring },
  { what: "that a backup can be restored", judgedBy: "a restore by hand; generated/docs/backups.md says what lies where" },
  { what: "secrets: whether each is there, and when certificates end", judgedBy: "npx mk360 status" },
  { what: "what is left over from services that do not run any more", judgedBy: "npx mk360 status" },
  { what: "firewall, clock and address of each machine", judgedBy: "npx mk360 doctor, and the machine itself" },
];
