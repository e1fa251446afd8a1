import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Size } from "../../../../charts/values/size";
import { ofKind, podNamed } from "../../../support/pods";
import { describeReal, freePort, onlyIfThere, Sandbox, services, until } from "../../../support/real";
import { whole } from "../../../support/stack";

/** VICTORIA_LOGS_BIN names the folder of both; .ci/victoria-logs.sh builds it. */
const folder = process.env.VICTORIA_LOGS_BIN;
const programs = {
  "victoria-logs": folder && onlyIfThere(join(folder, "victoria-logs")),
  vlagent: folder && onlyIfThere(join(folder, "vlagent")),
};
const mebibyte = 1024 ** 2;
const day = 86_400;
const nodeField = "kubernetes.pod_node_name";

const suite: typeof describeReal = folder
  ? describeReal
  : (title) => {
      process.stderr.write(`${title}: left out, VICTORIA_LOGS_BIN names no folder\n`);
      test.skip(`${title}: left out, VICTORIA_LOGS_BIN names no folder`, () => undefined);
    };

const argsOf = (name: string) => podNamed(whole.objects, name).spec.containers[0]?.args ?? [];
const numberIn = (args: readonly string[], flag: string) => Number(args.find((arg) => arg.startsWith(`${flag}=`))?.split("=")[1]);

suite("the logs with a real VictoriaLogs and a real vlagent", programs, () => {
  const box = new Sandbox();
  const running: { end: () => Promise<void> }[] = [];

  afterAll(() => box.end());

  /** A store with the arguments of dist, with ports and folders of this machine and, where a test says so, less room. */
  async function store(name: string, changes: Readonly<Record<string, string>> = {}) {
    const port = await freePort();
    const given: Record<string, string> = {
      "-storageDataPath": box.folder(name),
      "-httpListenAddr": `127.0.0.1:${port}`,
      "-storage.minFreeDiskSpaceBytes": `${mebibyte}`,
      ...changes,
    };
    const args = argsOf("victoria-logs").map((arg) => {
      const [flag = ""] = arg.split("=");
      return flag in given ? `${flag}=${given[flag]}` : arg;
    });
    const { child, log } = box.start(programs["victoria-logs"] ?? "", args);
    const url = `http://127.0.0.1:${port}`;
    await until(
      async () =>
        child.exitCode !== null ||
        (await fetch(`${url}/health`).then(
          ({ ok }) => ok,
          () => false,
        )),
      30,
    );
    if (child.exitCode !== null) throw new Error(log());
    const end = async () => {
      const closed = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGINT");
      await closed;
    };
    running.push({ end });
    const metric = async (wanted: string) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return text
        .split("\n")
        .filter((line) => line.startsWith(wanted))
        .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    };
    /** Lines of `bytes` that no compression makes much smaller, of some days ago. */
    const insert = async (daysAgo: number, bytes: number, node?: string) => {
      const time = new Date(Date.now() - daysAgo * day * 1000).toISOString();
      const of = node === undefined ? {} : { [nodeField]: node };
      const line = () => JSON.stringify({ _time: time, _msg: randomBytes(400).toString("base64"), stream: "flood", ...of });
      const body = Array.from({ length: Math.ceil(bytes / 540) }, line).join("\n");
      const answer = await fetch(`${url}/insert/jsonline?_stream_fields=stream`, {
        method: "POST",
        // A body sent as a form is answered 200 and dropped.
        headers: { "Content-Type": "application/stream+json" },
        body,
      });
      if (!answer.ok) throw new Error(await answer.text());
      await fetch(`${url}/internal/force_flush`);
      // Its figures are made anew every second.
      await until(async () => (await metric("vl_storage_log_min_timestamp_seconds")) > 0, 10);
    };
    const bothMachines = async () => {
      for (const node of ["vps", "nas"]) await insert(0, 1000, node);
    };
    return { url, metric, insert, bothMachines, end, memory: box.path(name, "oldest-line") };
  }

  const look = ({ url, memory }: { url: string; memory: string }) => {
    const env = { VICTORIA_LOGS: url, MEMORY_FILE: memory, KEPT_DAYS: "90", MACHINES: "2", TRIES: "1" };
    return box.run(process.execPath, [join(services, "ops/logs/oldest-log.mjs")], env);
  };

  describe("a flood where it enters", () => {
    test("cannot fill the store in the two days that are never dropped, from both machines together", () => {
      const pace = ["vlagent-vps", "vlagent-nas"].reduce((sum, name) => sum + numberIn(argsOf(name), "-remoteWrite.rateLimit"), 0);
      expect(pace * 2 * day).toBeLessThan(numberIn(argsOf("victoria-logs"), "-retention.maxDiskSpaceUsageBytes"));
    });

    test("is slowed by the agent, and what cannot be sent waits", async () => {
      const { url, metric } = await store("flooded");
      const port = await freePort();
      const logs = box.file("pods/flood.log", "");
      const args = argsOf("vlagent-vps")
        .filter((arg) => !arg.startsWith("-kubernetesCollector") && arg !== "-envflag.enable")
        .map((arg) =>
          arg
            .replace(/^-remoteWrite\.url=.*/, `-remoteWrite.url=${url}/insert/native`)
            .replace(/^-tmpDataPath=.*/, `-tmpDataPath=${box.folder("agent")}`)
            .replace(/^-httpListenAddr=.*/, `-httpListenAddr=127.0.0.1:${port}`),
        );
      box.start(programs.vlagent ?? "", [
        ...args,
        `-fileCollector.glob=${logs}`,
        "-fileCollector.refreshInterval=1s",
        "-remoteWrite.maxBlockSize=1MiB",
      ]);
      const ofAgent = async (wanted: string) => {
        const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        return text
          .split("\n")
          .filter((line) => line.startsWith(wanted))
          .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
      };
      await until(
        () =>
          ofAgent("vlagent_remotewrite_pending_data_bytes").then(
            () => true,
            () => false,
          ),
        30,
      );
      for (let written = 0; written < 60; written += 1) {
        appendFileSync(logs, Array.from({ length: 1900 }, () => `${randomBytes(400).toString("base64")}\n`).join(""));
      }
      // All of it was read, and lies either there or here.
      await until(async () => {
        const sent = await ofAgent("vlagent_remotewrite_bytes_sent_total");
        return sent + (await ofAgent("vlagent_remotewrite_pending_data_bytes")) > 30 * mebibyte;
      }, 80);
      // An agent that nothing slows has sent all of it after a moment.
      const fast = async () => (await ofAgent("vlagent_remotewrite_bytes_sent_total")) > 10 * mebibyte;
      expect(
        await until(fast, 6).then(
          () => "all at once",
          () => "slowly",
        ),
      ).toBe("slowly");
      expect(await metric("vl_compressed_data_size_bytes")).toBeLessThan(10 * mebibyte);
    });
  });

  describe("the look at the oldest line", () => {
    let young: Awaited<ReturnType<typeof store>>;
    beforeAll(async () => {
      young = await store("young");
    });

    test("fails while there is no line at all", () => {
      expect(look(young)).toMatchObject({ code: 1, stderr: expect.stringContaining("holds no line") });
    });

    test("is content with a store that is younger than what is kept", async () => {
      await young.insert(20, 10_000);
      await young.bothMachines();
      expect(look(young)).toMatchObject({ code: 0, stderr: "oldest-log: the oldest line is 20 days old, of 90 that are kept\n" });
      await young.insert(0, 10_000);
      expect(look(young).code).toBe(0);
    });

    test("fails when one machine has sent nothing for a day, and names the other, by the field that vlagent writes", async () => {
      const one = await store("one-machine");
      await one.insert(3, 1000, "nas");
      await one.insert(0, 1000, "vps");
      expect(look(one)).toMatchObject({ code: 1, stderr: expect.stringContaining("of 2 machines only 1 sent a line for a day (vps)") });
      await one.bothMachines();
      expect(look(one).code).toBe(0);
      expect(readFileSync(programs.vlagent ?? "").includes(nodeField)).toBe(true);
    });

    test("fails when nobody answers", async () => {
      expect(look({ ...young, url: `http://127.0.0.1:${await freePort()}` })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("does not say how it is"),
      });
    });

    test("is content when retention drops what is older than what is kept", async () => {
      const old = await store("old");
      await old.insert(89, 10_000);
      await old.insert(1, 10_000);
      await old.bothMachines();
      expect(look(old).code).toBe(0);
      // As a later day has it: the first lines are 200 days old in its memory, and long dropped.
      box.file("old/oldest-line", `${Math.floor(Date.now() / 1000) - 200 * day}\n`);
      expect(look(old)).toMatchObject({ code: 0, stderr: expect.stringContaining("89 days old") });
    });

    test("fails when the disk limit pushed days out, which never takes the two newest", async () => {
      const limit = 2 * mebibyte;
      const flooded = await store("pushed-out", { "-retention.maxDiskSpaceUsageBytes": `${limit}` });
      await flooded.insert(30, 100_000);
      await flooded.bothMachines();
      expect(look(flooded).code).toBe(0);
      await flooded.insert(1, 6 * mebibyte);
      await flooded.insert(0, 6 * mebibyte);
      await until(async () => (await flooded.metric("vl_partitions")) === 2, 90, 500);
      expect(await flooded.metric("vl_compressed_data_size_bytes")).toBeGreaterThan(2 * limit);
      // The figure of the oldest line follows a little later.
      await until(() => look(flooded).code !== 0, 30, 1000);
      expect(look(flooded)).toMatchObject({ code: 1, stderr: expect.stringContaining("the logs outgrew their room") });
    });

    test("fails when nothing more is taken, because the disk is nearly full", async () => {
      const full = await store("full", { "-storage.minFreeDiskSpaceBytes": "1000TiB" });
      await until(async () => (await full.metric("vl_storage_is_read_only")) === 1, 30);
      expect(look(full)).toMatchObject({ code: 1, stderr: expect.stringContaining("takes no new lines") });
    });

    test("fails when the figures have other names than it knows, as a later version may have them", async () => {
      const port = await freePort();
      const answer = "vl_storage_log_min_timestamp_seconds 1700000000\\n";
      box.start(process.execPath, ["-e", `require("http").createServer((_, to) => to.end("${answer}")).listen(${port}, "127.0.0.1")`]);
      const other = { ...young, url: `http://127.0.0.1:${port}` };
      await until(() => !look(other).stderr.includes("does not say how it is"), 20, 500);
      expect(look(other)).toMatchObject({ code: 1, stderr: expect.stringContaining("does not say whether it takes new lines") });
    });

    test("its memory does not disturb the store, which starts with it", async () => {
      expect(existsSync(young.memory)).toBe(true);
      await young.end();
      const again = await store("young");
      expect(await again.metric("vl_storage_log_min_timestamp_seconds")).toBeGreaterThan(0);
      expect(Number(readFileSync(again.memory, "utf8"))).toBeLessThan(Date.now() / 1000 - 19 * day);
      rmSync(again.memory);
      expect(look(again).code).toBe(0);
    });
  });

  test("no line is taken any more before its volume is full, and lines are taken until the logs have their room", () => {
    const [claim] = ofKind(whole.objects, "PersistentVolumeClaim").filter(({ metadata }) => metadata.name === "victoria-logs-logs");
    const asked = claim?.spec as { resources: { requests: { storage: string } } } | undefined;
    const size = Size.parse(asked?.resources.requests.storage ?? "").bytes;
    const left = numberIn(argsOf("victoria-logs"), "-storage.minFreeDiskSpaceBytes");
    expect(left).toBeGreaterThan(64 * mebibyte);
    // As df says it in a volume that is held to its size.
    expect(left).toBeLessThan(size - numberIn(argsOf("victoria-logs"), "-retention.maxDiskSpaceUsageBytes"));
  });
});
