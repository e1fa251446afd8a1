import type { Network } from "../network/network";

/** What every monitor has, in the spelling of Uptime Kuma's own interface. */
export interface MonitorBase {
  /** Stays the same whatever the host name: by it a monitor is found again. */
  readonly name: string;
  /** Names that it had before, so that its history stays. */
  readonly formerly: readonly string[];
  /** The network that it belongs to: monitors of one network stand together. */
  readonly group: Network;
  /** The machine without which it cannot be well. */
  readonly machine: string;
  readonly description: string;
  /** Seconds between two checks. */
  readonly interval: number;
  /** Seconds until a failed check is tried again. */
  readonly retryInterval: number;
  /** Failed checks before the alarm. */
  readonly maxretries: number;
}
