import type { Owned } from "./owner-bed";

/** OPENSIGN_ROOT names the folder of a real OpenSign; no registry has it, so without it a stand-in takes its place. */
const realOpenSign = process.env.OPENSIGN_ROOT;

if (!realOpenSign) process.stderr.write("OpenSign itself: left out, OPENSIGN_ROOT names no folder; a stand-in refuses what it refuses\n");

export const openSign: Owned = {
  name: "opensign",
  setUp: "opensign-server-set-up",
  at: { variable: "OPENSIGN_URL", path: "/app" },
  health: "/app/health",
  root: realOpenSign,
  realPort: 8080,
};
