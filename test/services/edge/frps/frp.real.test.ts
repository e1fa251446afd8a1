import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Authority } from "../../../support/authority";
import { filesNamed, podNamed } from "../../../support/pods";
import { describeGiven, freePort, Sandbox, until } from "../../../support/real";
import { whole } from "../../../support/stack";

/** FRP_BIN names the folder with frps and frpc; no package of Debian has them, so without it the suite is left out. */
const folder = process.env.FRP_BIN;
const program = (end: "frps" | "frpc") => join(folder ?? "", end);

describeGiven("the tunnel with a real frps and a real frpc", "FRP_BIN", () => {
  const box = new Sandbox();
  const ports = { tunnel: 0, smb: 0, server: 0, client: 0, nas: 0 };
  let nas: Server;
  let nobody = 0;

  /** The settings of dist, with ports and folders of this machine in place of the pod's. */
  const settings = (end: "frps" | "frpc", secrets = "secrets", change = (text: string) => text) =>
    box.file(
      `${end}-${secrets}.toml`,
      change(filesNamed(whole.objects, `${end}-etc-frp`)[`${end}.toml`] ?? "")
        .replaceAll("/secrets/", `${box.path(secrets)}/`)
        .replaceAll("7000", `${ports.tunnel}`)
        .replaceAll("1445", `${ports.smb}`)
        .replace("7500", `${ports.server}`)
        .replace("7400", `${ports.client}`)
        .replace('serverAddr = "frps.edge.svc.cluster.local"', 'serverAddr = "127.0.0.1"')
        .replace('localIP = "192.168.178.10"', 'localIP = "127.0.0.1"')
        .replace("localPort = 445", `localPort = ${ports.nas}`),
    );
  const start = (end: "frps" | "frpc", file: string) => box.start(program(end), ["-c", file], { PAGE_PASSWORD: "page's password" });

  /** What the kubelet runs in frpc's pod, with the shell and the grep of its image. */
  const stands = (file = settings("frpc")) => {
    const [, , , proxy = ""] = podNamed(whole.objects, "frpc").spec.containers[0]?.readinessProbe?.exec?.command ?? [];
    const script = box.file("tunnel-stands.sh", filesNamed(whole.objects, "frpc-scripts")["tunnel-stands.sh"] ?? "");
    const env = { PAGE_PASSWORD: "page's password" };
    return box.run("busybox", ["sh", "-c", `frpc() { "${program("frpc")}" "$@"; }; . "${script}"`, "sh", file, proxy], env).code;
  };

  const answer = (port: number): Promise<string> =>
    new Promise((resolve) => {
      let text = "";
      const socket = connect(port, "127.0.0.1");
      socket.on("data", (data) => (text += data));
      socket.on("error", () => resolve("refused")).on("close", () => resolve(text));
    });

  beforeAll(async () => {
    for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort();
    nobody = await freePort();
    nas = createServer((socket) => socket.end("the NAS's SMB")).listen(ports.nas, "127.0.0.1");
    const authority = new Authority(box, "ours");
    const stranger = new Authority(box, "theirs");
    for (const [secrets, of] of [
      ["secrets", authority],
      ["stranger", stranger],
    ] as const) {
      box.file(`${secrets}/frp-token/token`, "the token");
      box.file(`${secrets}/internal-ca/ca.crt`, of.certificate);
      for (const [name, host] of [
        ["frps-tls", "frps.edge.svc.cluster.local"],
        ["frpc-tls", "frpc"],
      ]) {
        const { certificate, key } = of.leaf(host ?? "");
        box.file(`${secrets}/${name}/tls.crt`, certificate);
        box.file(`${secrets}/${name}/tls.key`, key);
      }
    }
    const { child, log } = start("frps", settings("frps"));
    await until(() => child.exitCode !== null || log().includes("started successfully"), 20);
    if (child.exitCode !== null) throw new Error(log());
  });

  afterAll(async () => {
    nas.close();
    await box.end();
  });

  /** Starts a client and waits for what it says; ends it again. */
  async function said(file: string, words: RegExp): Promise<boolean> {
    const { child, log } = start("frpc", file);
    const found = await until(() => words.test(log()) || child.exitCode !== null, 10).then(
      () => words.test(log()),
      () => false,
    );
    const ended = new Promise((resolve) => child.once("close", resolve));
    // It tries again for as long as it lives, and hears no signal meanwhile.
    child.kill("SIGKILL");
    await ended;
    if (!found) throw new Error(log());
    return found;
  }

  test.each(["frps", "frpc"] as const)("the settings of %s are all known to it", (end) => {
    const done = box.run(program(end), ["verify", "-c", settings(end)], { PAGE_PASSWORD: "x" });
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining("syntax is ok")]);
  });

  test.each(["frps", "frpc"] as const)("%s refuses to start without its page's password, and names the variable", (end) => {
    for (const env of [{}, { PAGE_PASSWORD: "" }] as Record<string, string>[]) {
      for (const args of [
        ["verify", "-c", settings(end)],
        ["-c", settings(end)],
      ]) {
        const done = box.run(program(end), args, env);
        expect([done.code, done.stdout + done.stderr]).toEqual([1, expect.stringContaining("PAGE_PASSWORD is not set")]);
      }
    }
  });

  test("its health can be asked without a password, and nothing else", async () => {
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${ports.server}${path}`)).status;
    expect([await status("/healthz"), await status("/api/serverinfo")]).toEqual([200, 401]);
  });

  test("leads to the NAS while the client runs, and nowhere after", async () => {
    expect(await answer(ports.smb)).toBe("refused");
    const { child, log } = start("frpc", settings("frpc"));
    await until(() => log().includes("start proxy success"), 60);
    expect(await answer(ports.smb)).toBe("the NAS's SMB");
    expect(stands()).toBe(0);
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill();
    await ended;
    await until(async () => (await answer(ports.smb)) === "refused", 60);
  });

  test("its probe fails while there is no tunnel, although its page says that it is well", async () => {
    const file = settings("frpc", "secrets", (text) => text.replace("serverPort = 7000", `serverPort = ${nobody}`));
    const { child, log } = start("frpc", file);
    await until(() => log().includes("connect to server error"), 60);
    expect((await fetch(`http://127.0.0.1:${ports.client}/healthz`)).status).toBe(200);
    expect(stands(file)).not.toBe(0);
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
  });

  test("its probe fails while the server refuses the proxy", async () => {
    const other = await freePort();
    const file = settings("frpc", "secrets", (text) => text.replace("remotePort = 1445", `remotePort = ${other}`));
    const { child, log } = start("frpc", file);
    await until(() => log().includes("start error"), 20);
    expect(stands(file)).not.toBe(0);
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
  });

  test("a client with a certificate of another authority does not get in", async () => {
    const file = settings("frpc", "stranger", (text) => text.replace(/transport\.tls\.trustedCaFile = .*\n/, ""));
    expect(await said(file, /connect to server error/)).toBe(true);
    expect(await answer(ports.smb)).toBe("refused");
  });

  test("a client does not talk to a server of another authority", async () => {
    for (const name of ["frpc-tls/tls.crt", "frpc-tls/tls.key", "frp-token/token"])
      box.file(`doubter/${name}`, box.run("cat", [box.path("secrets", name)]).stdout);
    box.file("doubter/internal-ca/ca.crt", new Authority(box, "third").certificate);
    expect(await said(settings("frpc", "doubter"), /connect to server error: tls: failed to verify certificate/)).toBe(true);
  });

  test("another port of the server cannot be opened", async () => {
    const other = await freePort();
    const file = settings("frpc", "secrets", (text) => text.replace("remotePort = 1445", `remotePort = ${other}`));
    expect(await said(file, /start error/)).toBe(true);
    expect(await answer(other)).toBe("refused");
  });

  test("a wrong token does not get in", async () => {
    for (const name of ["frpc-tls/tls.crt", "frpc-tls/tls.key", "internal-ca/ca.crt"])
      box.file(`guess/${name}`, box.run("cat", [box.path("secrets", name)]).stdout);
    box.file("guess/frp-token/token", "a guess");
    expect(await said(settings("frpc", "guess"), /connect to server error: register control error/)).toBe(true);
  });
});
