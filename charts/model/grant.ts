import type { Credential } from "./access/credential";
import type { Granted } from "./program/context";
import type { ProgramProps } from "./program/program";

/** A program that writes a dump into the folder of DUMP_DIRECTORY, or puts one from there back. */
export type Dump = Pick<ProgramProps, "image" | "command" | "files" | "env" | "memory">;

/** One kind of thing that a provider makes for clients, such as a database. Its provider's file says what it is, and tells it apart. */
export interface GrantKind {
  /** A word for people. */
  readonly name: string;
  /** How the daily backup dumps one. Default: it holds nothing that lasts. */
  readonly dump?: (name: string, credential: Credential) => Dump;
  /** How such a dump is put back, with the database's own login. Default: there is nothing to put back. */
  readonly restore?: (name: string, credential: Credential) => Dump;
  /** Whether it only looks at the provider's figures, and opens nothing that the provider holds. Default: no. */
  readonly figuresOnly?: boolean;
}

/** One thing that a provider must make for a client. */
export interface Grant extends Granted {
  readonly kind: GrantKind;
  /** The service that provides it. */
  readonly provider: string;
  /** Why the client's connection is in the clear. Default: it is not, and the client checks the server's certificate and name. */
  readonly inTheClear?: string;
}

/** True when data of the client lies in it, which is lost with it. */
export function holdsData({ kind }: Grant): boolean {
  return kind.dump !== undefined;
}
