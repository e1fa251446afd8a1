import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, test } from "@jest/globals";

/** The test of the real frps and frpc, on the stand-ins for them. */
const program = process.env.STANDIN_BIN;
if (program) {
  const folder = mkdtempSync(join(tmpdir(), "mk360-tunnel-"));
  for (const name of ["frps", "frpc"]) symlinkSync(program, join(folder, name));
  process.env.FRP_BIN = folder;
  require("../../services/edge/frps/frp.real.test");
  afterAll(() => rmSync(folder, { recursive: true }));
} else {
  test.skip("the tunnel with stand-ins: left out, STANDIN_BIN names no program", () => undefined);
}
