/** A refused login, as the reverse proxy's access log shows it to fail2ban. */
export interface FailedLogin {
  /** `any` where the program answers every method in the same way. */
  readonly method: "POST" | "GET" | "any";
  /** The path, exactly; one that ends with `*` stands for all paths that begin so. */
  readonly path: string;
  /** The status of the refusal. */
  readonly status: number;
  /**
   * Counts only where the client sent credentials in `Authorization`, which stand in no log: without them the same status
   * says only that a session has ended. Default: no.
   */
  readonly onlyWithCredentials?: boolean;
  /** How many within ten minutes end with a ban. Default: five, as fail2ban has it. */
  readonly tries: number;
}

/** As fail2ban is delivered: five within ten minutes. */
const usualTries = 5;

/** Where the public proxy writes who has logged in and who was refused, on the machine. */
export const loginsLog = { directory: "/var/log/mk360/caddy-public", file: "logins.log" } as const;

/** The name under which refused logins of a site are counted, for fail2ban: those that allow other numbers of tries by themselves. */
export function jailOf(site: string, { tries }: FailedLogin): string {
  return tries === usualTries ? site : `${site}-${tries}`;
}

/** A login by `line` (`POST /login`) that is refused with `status`. */
export function refused(
  line: `${FailedLogin["method"]} /${string}`,
  status: number,
  { tries = usualTries, ...more }: Partial<Pick<FailedLogin, "tries" | "onlyWithCredentials">> = {},
): FailedLogin {
  const [method, path] = line.split(" ") as [FailedLogin["method"], string];
  return { method, path, status, tries, ...more };
}
