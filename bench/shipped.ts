import { join } from "node:path";
import { loadConfig } from "../charts/config/load";

/** The configuration that is measured: the one of the tests, so that figures stay comparable whatever the owner writes. */
export const config = loadConfig(join(__dirname, "../test/support/config.yaml"));
