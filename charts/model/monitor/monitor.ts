import type { Weekday } from "../../values/schedule";
import type { MonitorBase } from "./monitor-base";

export interface HttpMonitor extends MonitorBase {
  readonly type: "http";
  readonly url: string;
  readonly method: "GET";
  /** Seconds until an answer counts as missing. */
  readonly timeout: number;
  readonly accepted_statuscodes: readonly string[];
  /** Warns before the certificate ends. */
  readonly expiryNotification: boolean;
}

export interface PortMonitor extends MonitorBase {
  readonly type: "port";
  readonly hostname: string;
  readonly port: number;
}

/** A monitor that asks nobody: it is told, and alarms when it hears nothing for too long. */
export interface PushMonitor extends MonitorBase {
  readonly type: "push";
  /** Where the token lies that Uptime Kuma calls `pushToken`; no secret stands in this file. */
  readonly pushTokenFrom: { readonly credential: string; readonly key: string };
}

export type Monitor = HttpMonitor | PortMonitor | PushMonitor;

/** All that is watched, as Uptime Kuma is to know it. */
export interface Monitoring {
  /** Settings that the monitors count on: the days before a certificate ends on which it warns. */
  readonly settings: { readonly tlsExpiryNotifyDays: readonly number[] };
  readonly monitors: readonly Monitor[];
  readonly statusPage: StatusPage;
  /** When a machine may restart, so that what runs on it alarms nobody then. */
  readonly maintenance: readonly MaintenanceWindow[];
}

/** The public page; monitors are named, because their numbers are only known once they are entered. */
export interface StatusPage {
  readonly slug: string;
  readonly title: string;
  readonly published: boolean;
  readonly groups: readonly { readonly name: string; readonly monitors: readonly string[] }[];
}

export interface MaintenanceWindow {
  readonly machine: string;
  readonly weekday: Weekday;
  /** `HH:MM` in the time zone of the configuration. */
  readonly begins: string;
  readonly minutes: number;
  /** The names of the monitors that cannot be well while the machine is away. */
  readonly monitors: readonly string[];
}
