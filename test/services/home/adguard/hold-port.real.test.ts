import { once } from "node:events";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { describeReal, onPath, Sandbox, services, shells } from "../../../support/real";

const script = join(services, "home/adguard/hold-port.sh");

describeReal("hold-port.sh", { unshare: onPath("unshare"), ...Object.fromEntries(shells) }, () => {
  const box = new Sandbox();
  afterAll(() => box.end());

  test.each(shells)("waits as the first process of its container in %s, and ends at once when it is stopped", async (shell, program) => {
    const words = shell === "busybox" ? [program ?? "", "sh", script] : [program ?? "", script];
    // The kernel keeps signals from a first process that does not ask for them.
    const { child } = box.start("unshare", ["--user", "--map-root-user", "--pid", "--fork", "--kill-child", ...words]);
    const ended = once(child, "exit");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(child.exitCode).toBeNull();
    box.run("pkill", ["-TERM", "-P", `${child.pid}`]);
    expect(await ended).toEqual([0, null]);
  });
});
