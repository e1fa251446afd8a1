#!/usr/bin/env node
/** `npx mk360`: the operator's command, bundled from mk360.ts like every entry file. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
process.argv.splice(1, 1, "run.mjs", join(here, "mk360.ts"));
await import("../tools/run.mjs");
