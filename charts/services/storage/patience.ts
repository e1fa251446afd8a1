import { minutes } from "../vocabulary";

/**
 * How long a client waits for its database before it says so and starts again: as long as a first start of PostgreSQL
 * may take, which is the longest of all.
 */
export const patience = minutes(10);
