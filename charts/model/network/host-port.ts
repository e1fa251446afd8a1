import type { PortReach } from "./reach";

/** A port of the machine itself that leads to the service. */
export interface HostPort {
  /** The service's own port. */
  readonly port: string;
  /** The port of the machine. */
  readonly number: number;
  /** From where it is reached; decides the machine's address that it is bound to. */
  readonly from: PortReach;
  readonly why: string;
}
