import type { Monitoring } from "../model/monitor/monitor";
import type { Stack } from "../model/stack";
import { json } from "./json";

/** The content of monitors.json. */
export interface MonitorsDocument extends Monitoring {
  /** Grows when a reader of the last version would misread this one. */
  readonly version: 1;
}

export function monitorsJson(stack: Stack): string {
  return json(monitorsDocument(stack));
}

export function monitorsDocument(stack: Stack): MonitorsDocument {
  return { version: 1, ...stack.monitoring() };
}
