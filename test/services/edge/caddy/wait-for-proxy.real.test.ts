import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { describeReal, freePort, onPath, Sandbox, services, shells, until } from "../../../support/real";

const script = join(services, "edge/caddy/wait-for-proxy.sh");

describe.each(shells)("with %s", (shell, program) => {
  describeReal(`wait-for-proxy.sh, ${shell}`, { [shell]: program, bash: onPath("bash") }, () => {
    const box = new Sandbox();
    // Alpine's nc knows -z, and Debian builds BusyBox without it: bash knocks in its place, with the same words.
    const nc = box.file("bin/nc", '#!/bin/bash\n[ "$1 $2" = "-z -w" ] || exit 2\ntimeout "$3" bash -c "exec 3<>/dev/tcp/$4/$5"\n');
    chmodSync(nc, 0o755);
    let port = 0;
    let server: Server | undefined;
    const listen = () => {
      server = createServer((socket) => socket.destroy()).listen(port, "127.0.0.1");
    };
    const waiting = (seconds = 20) => {
      const words = shell === "busybox" ? ["sh", script] : [script];
      const env = {
        PATH: `${box.path("bin")}:${process.env.PATH}`,
        CERTIFICATES: box.path("certificates"),
        PROXY_HOST: "127.0.0.1",
        PROXY_PORT: `${port}`,
        WAIT_SECONDS: `${seconds}`,
      };
      return box.start(program ?? "", words, env);
    };
    const endOf = async (run: ReturnType<typeof waiting>) => {
      await until(() => run.child.exitCode !== null || run.child.signalCode !== null);
      return [run.child.exitCode, run.log().trim()];
    };

    beforeEach(async () => {
      port = await freePort();
      rmSync(box.path("certificates"), { recursive: true, force: true });
    });
    afterEach(() => {
      server?.close();
      server = undefined;
    });
    afterAll(() => box.end());

    test("waits until the proxy takes connections", async () => {
      const run = waiting();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect([run.child.exitCode, run.log()]).toEqual([null, ""]);
      listen();
      expect(await endOf(run)).toEqual([0, `wait-for-proxy: 127.0.0.1:${port} answers`]);
    });

    test("does not wait where there is a certificate already, as after a restart without the server", async () => {
      box.file("certificates/acme-v02.api.letsencrypt.org-directory/vault.example.org/vault.example.org.crt", "a certificate");
      expect(await endOf(waiting())).toEqual([0, "wait-for-proxy: there are certificates already"]);
    });

    test("lets the proxy start all the same when nobody answers, and says so", async () => {
      expect(await endOf(waiting(1))).toEqual([
        0,
        `wait-for-proxy: 127.0.0.1:${port} did not answer within 1 seconds; certificates come once it does`,
      ]);
    });

    test("ends when it is told to", async () => {
      const run = waiting();
      await new Promise((resolve) => setTimeout(resolve, 500));
      run.child.kill("SIGTERM");
      expect((await endOf(run))[0]).toBe(143);
    });
  });
});
