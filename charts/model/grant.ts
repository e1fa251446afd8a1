import type { Credential } from "./credential";

/** One thing that a provider must make for a client: a database with its role, a user, or a user that only looks at figures. */
export interface Grant {
  readonly kind: "database" | "user" | "monitor";
  /** The service that provides it. */
  readonly provider: string;
  /** The database or user, as the provider knows it. */
  readonly name: string;
  /** The credential that holds the client's user name and password. */
  readonly credential: Credential;
  /** How many connections the client may hold at one time; none for providers that do not count. */
  readonly connections?: number;
  /** Why the client's connection is in the clear. Default: it is not, and the client checks the server's certificate and name. */
  readonly inTheClear?: string;
}
