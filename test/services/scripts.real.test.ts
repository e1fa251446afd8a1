import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { filesNamed } from "../support/pods";
import { describeReal, Sandbox, services, shells } from "../support/real";
import { distObjects, stackOf, whole } from "../support/stack";

const box = new Sandbox();
afterAll(() => box.end());

describe.each(shells)("with %s", (shell, program) => {
  describeReal(`join-users.sh, ${shell}`, { [shell]: program }, () => {
    const script = join(services, "ops/rest-server/join-users.sh");
    const target = box.path("users/htpasswd");
    const join_ = (...lines: string[]) => box.script(shell, [script, target, ...lines]);

    beforeEach(() => {
      rmSync(box.path("users"), { recursive: true, force: true });
      mkdirSync(box.path("users"));
    });

    test("joins the lines of all sides, each on a line of its own although a secret has no end of line", () => {
      const done = join_(box.file("business", "business:$2y$05$abc"), box.file("private", "private:$2y$05$def\n"));
      expect(done).toMatchObject({ code: 0, stderr: "" });
      expect(readFileSync(target, "utf8").split("\n").filter(Boolean)).toEqual(["business:$2y$05$abc", "private:$2y$05$def"]);
    });

    test("shows the file to nobody else", () => {
      join_(box.file("business", "business:x"));
      expect(statSync(target).mode & 0o077).toBe(0);
    });

    test.each([
      ["is missing", () => box.path("nowhere")],
      ["is empty", () => box.file("empty", "")],
      ["holds a line break alone", () => box.file("blank", "\n")],
    ])("fails when a line %s, names it, and leaves the old file whole", (_, line) => {
      join_(box.file("business", "business:x"));
      const done = join_(box.file("business", "business:y"), line());
      expect(done.code).toBe(1);
      expect(done.stderr).toContain(`${line()} is missing or empty`);
      expect(readFileSync(target, "utf8")).toContain("business:x");
    });

    test("can run again", () => {
      join_(box.file("business", "business:x"));
      expect(join_(box.file("business", "business:z")).code).toBe(0);
      expect(readFileSync(target, "utf8").trim()).toBe("business:z");
    });
  });

  describeReal(`hold-data.sh, ${shell}`, { [shell]: program }, () => {
    const script = join(services, "hold-data.sh");
    const shellHere = () => (shell === "busybox" ? join(box.applets(), "sh") : "dash");
    const holdFor = (seconds: string) =>
      box.start(shellHere(), [script, box.folder("data"), "sh", "-c", `echo begins; exec sleep ${seconds}`]);
    const isHeld = () => box.run("flock", ["--nonblock", box.path("data/.held"), "true"]).code === 1;
    const until = async (what: () => boolean) => {
      for (let tries = 0; tries < 100 && !what(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(what()).toBe(true);
    };

    test("holds the data while its program runs, itself a first process that hears signals, and lets go when it ends", async () => {
      const first = holdFor("60");
      await until(isHeld);
      first.child.kill("SIGTERM");
      await until(() => !isHeld());
    });

    test("begins when the other has ended, in whatever way, and not before", async () => {
      const first = holdFor("60");
      await until(isHeld);
      const second = holdFor("60");
      await until(() => second.log().includes("somebody else works on"));
      expect(second.log()).not.toContain("begins");
      first.child.kill("SIGKILL");
      await until(() => second.log().includes("begins"));
      second.child.kill("SIGKILL");
      await until(() => !isHeld());
    });

    test("ends at once when it is told to while it waits", async () => {
      const first = holdFor("60");
      await until(isHeld);
      const second = holdFor("60");
      await until(() => second.log().includes("somebody else works on"));
      const ended = new Promise((resolve) => second.child.once("exit", resolve));
      second.child.kill("SIGTERM");
      expect(await ended).toBe(143);
      first.child.kill("SIGKILL");
      await until(() => !isHeld());
    });
  });

  describeReal(`merge-adguard.sh, ${shell}`, { [shell]: program }, () => {
    const script = join(services, "home/adguard/merge-adguard.sh");
    const files = (stack = whole.stack) => filesNamed(distObjects(stack), "adguard-merge-adguard-settings");
    const target = box.path("conf/AdGuardHome.yaml");
    // Every character that a bcrypt hash may hold.
    const hash = "$2y$10$./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01";
    const merge = (content = `${hash}\n`, from = files()) =>
      box.script(shell, [
        script,
        box.file("settings/ours.yaml", from["ours.yaml"] ?? ""),
        box.file("settings/first.yaml", from["first.yaml"] ?? ""),
        box.file("hash", content),
        target,
      ]);
    const written = () => readFileSync(target, "utf8");
    const read = (): Record<string, Record<string, unknown>> & { users: { name: string; password: string }[] } => load(written()) as never;
    const domains = () => {
      const { rewrites } = read().filtering as { rewrites: { domain: string }[] };
      return rewrites.map(({ domain }) => domain);
    };
    /** As AdGuard Home 0.107.79 wrote it, with what an owner adds in its pages. */
    const learned = readFileSync(join(__dirname, "home/adguard/adguard-written.yaml"), "utf8")
      .replace("users:\n", 'users:\n  - name: "family"\n    password: $2a$10$theirs\n')
      .replace("  rewrites:\n", '  rewrites:\n    - domain: "*.printer.home"\n      answer: 192.168.178.77\n      enabled: false\n')
      .replace("user_rules: []", "user_rules:\n  - '@@||example.org^'\n  - '# dns: rewrites: users:'");

    beforeEach(() => {
      rmSync(box.path("conf"), { recursive: true, force: true });
      mkdirSync(box.path("conf"));
    });

    test("gives a new AdGuard all that is ours, and the owner's first choices", () => {
      expect(merge().code).toBe(0);
      expect(read()).toMatchObject({
        schema_version: 34,
        http: { address: "0.0.0.0:3000" },
        users: [{ name: "admin", password: hash }],
        dns: { port: 5053, bind_hosts: ["0.0.0.0"], ratelimit: 0 },
        querylog: { interval: "30d" },
      });
      expect(domains()).toContain("vault-private.mk360.de");
    });

    test("changes in a file that AdGuard wrote what is ours, and not one line besides", () => {
      box.file("conf/AdGuardHome.yaml", learned);
      merge();
      const before = load(learned) as ReturnType<typeof read>;
      const ours = load(files()["ours.yaml"] ?? "") as typeof before;
      const expected = structuredClone(before);
      for (const [section, keys] of [
        ["http", ["address"]],
        ["dns", ["bind_hosts", "port", "upstream_dns", "bootstrap_dns", "local_ptr_upstreams"]],
      ] as const)
        for (const key of keys) (expected[section] ?? {})[key] = ours[section]?.[key];
      expected.users = [
        { name: "admin", password: hash },
        { name: "family", password: "$2a$10$theirs" },
      ];
      const rewrites = (of: typeof before) => of.filtering?.rewrites as object[];
      (expected.filtering ?? {}).rewrites = [...rewrites(ours), ...rewrites(before)];
      expect(read()).toEqual(expected);
    });

    test("changes nothing when it runs a second time", () => {
      box.file("conf/AdGuardHome.yaml", learned);
      merge();
      const first = written();
      expect(merge().code).toBe(0);
      expect(written()).toBe(first);
    });

    test("takes a name of ours away that is not ours any more, and leaves the owner's", () => {
      box.file("conf/AdGuardHome.yaml", learned);
      merge();
      expect(domains()).toContain("adguard.mk360.de");
      merge(hash, files(stackOf({ phase: 3, hosts: { adguard: "dns" } })));
      expect(domains()).toContain("dns.mk360.de");
      expect(domains()).not.toContain("adguard.mk360.de");
      expect(domains().slice(-2)).toEqual(["*.printer.home", "a.example"]);
    });

    test("puts our answer back where somebody changed it", () => {
      merge();
      const first = written();
      box.file("conf/AdGuardHome.yaml", first.replace("answer: 192.168.178.20", "answer: 1.2.3.4"));
      merge();
      expect(written()).toBe(first);
    });

    test("starts again after a run that was cut off before the file was whole", () => {
      box.file("conf/AdGuardHome.yaml", "");
      box.file("conf/AdGuardHome.yaml.new", "half a fi");
      expect(merge().code).toBe(0);
      expect(read().users[0]?.password).toBe(hash);
    });

    test("leaves settings of another schema alone, so that a newer AdGuard still starts", () => {
      const newer = learned.replace("schema_version: 34", "schema_version: 35");
      box.file("conf/AdGuardHome.yaml", newer);
      const done = merge();
      expect(done.code).toBe(0);
      expect(done.stderr).toContain("schema 35");
      expect(written()).toBe(newer);
    });

    test("fails without a hash and leaves what is there", () => {
      box.file("conf/AdGuardHome.yaml", learned);
      expect(merge("").code).toBe(1);
      expect(written()).toBe(learned);
    });

    test("shows the hash to nobody else", () => {
      merge();
      expect(statSync(target).mode & 0o077).toBe(0);
    });
  });

  describeReal(`unifi-password.sh, ${shell}`, { [shell]: program }, () => {
    const script = join(services, "home/unifi/unifi-password.sh");
    const written = [
      "is_default=false",
      "db.mongo.uri=mongodb://unifi:old@127.0.0.1:27017/unifi?tls=false&authSource=admin",
      "statdb.mongo.uri=mongodb://unifi:old@127.0.0.1:27017/unifi_stat?tls=false&authSource=admin",
      "unifi.db.name=unifi",
      "",
    ].join("\n");
    /** As UniFi itself writes it again: Java puts a backslash before each colon and each equals sign of a value. */
    const rewritten = written.replace(/(?<=\.uri=.*)[:=]/g, "\\$&");
    const renew = (password: string) =>
      box.script(shell, [script, box.path("unifi/system.properties"), box.file("unifi-password", password)]);

    test("puts a changed password into both addresses, and changes nothing else", () => {
      box.file("unifi/system.properties", written);
      expect(renew("fresh\n").code).toBe(0);
      expect(readFileSync(box.path("unifi/system.properties"), "utf8")).toBe(written.replaceAll(":old@", ":fresh@"));
      expect(statSync(box.path("unifi/system.properties")).mode & 0o077).toBe(0);
    });

    test("reaches the addresses that UniFi has written again", () => {
      expect(rewritten).toContain("db.mongo.uri=mongodb\\://unifi\\:old@127.0.0.1\\:27017/unifi?tls\\=false");
      box.file("unifi/system.properties", rewritten);
      expect(renew("fresh\n\n").code).toBe(0);
      expect(readFileSync(box.path("unifi/system.properties"), "utf8")).toBe(
        rewritten.replaceAll("mongodb\\://unifi\\:old@", "mongodb://unifi:fresh@"),
      );
    });

    test("has nothing to do before the first start", () => {
      rmSync(box.path("unifi"), { recursive: true, force: true });
      mkdirSync(box.path("unifi"));
      expect(renew("fresh").code).toBe(0);
      expect(readdirSync(box.path("unifi"))).toEqual([]);
    });

    test.each(["", "\n"])("fails for an empty password, %j, and leaves the old one", (password) => {
      box.file("unifi/system.properties", written);
      expect(renew(password).code).toBe(1);
      expect(readFileSync(box.path("unifi/system.properties"), "utf8")).toBe(written);
    });

    test("fails when the settings have no place for it, and leaves them", () => {
      box.file("unifi/system.properties", "is_default=true\n");
      expect(renew("fresh")).toMatchObject({ code: 1, stderr: expect.stringContaining("the password reaches nobody") });
      expect(readdirSync(box.path("unifi"))).toEqual(["system.properties"]);
    });
  });

  describeReal(`mongo-users.sh, ${shell}`, { [shell]: program }, () => {
    const script = join(services, "home/unifi/mongo-users.sh");
    const calls = box.path("mongo-calls");
    /** A server that says when it is ended, and a shell that fails as often as told. */
    const run = (server: string, client: string) => {
      rmSync(calls, { force: true });
      for (const [name, text] of [
        ["mongod", `echo "mongod $*" >>'${calls}'\n${server}`],
        // It answers only when the server is there, and has had the time to hear signals.
        ["mongo", `grep -q ^mongod '${calls}' || exit 1\nsleep 0.2\necho "mongo $*" >>'${calls}'\n${client}`],
      ]) {
        box.file(`mongo-bin/${name}`, `#!/bin/sh\n${text}\n`);
        chmodSync(box.path("mongo-bin", name ?? ""), 0o755);
      }
      const shellProgram = shell === "busybox" ? ["busybox", "sh"] : ["dash"];
      const done = box.run(shellProgram[0] ?? "", [...shellProgram.slice(1), script, "/data/db", "/scripts/users.mjs"], {
        PATH: `${box.path("mongo-bin")}:${process.env.PATH}`,
        WAIT_SECONDS: "3",
      });
      return { ...done, calls: readFileSync(calls, "utf8") };
    };
    const alive = `trap 'echo ended >>"${calls}"; exit 0' TERM; while :; do sleep 0.1; done`;

    test("starts the server for itself alone, makes the users, and ends the server in order", () => {
      const done = run(alive, "exit 0");
      expect(done.code).toBe(0);
      expect(done.calls.split("\n").slice(0, 1)).toEqual([
        "mongod --dbpath /data/db --bind_ip 127.0.0.1 --port 27017 --wiredTigerCacheSizeGB 0.25",
      ]);
      expect(done.calls.trimEnd().split("\n").slice(-2)).toEqual([
        "mongo --quiet --norc mongodb://127.0.0.1:27017/admin /scripts/users.mjs",
        "ended",
      ]);
    });

    test("fails when the users cannot be made, and still ends the server in order", () => {
      const done = run(alive, 'case "$*" in *users.mjs) exit 3 ;; esac');
      expect([done.code, done.calls.trimEnd().endsWith("ended")]).toEqual([3, true]);
    });

    test("fails at once when the server does not start, with what it said", () => {
      const done = run("echo 'no room left'; exit 1", "exit 1");
      expect([done.code, done.stderr]).toEqual([1, expect.stringContaining("no room left")]);
      expect(done.stderr).toContain("MongoDB did not start on /data/db");
    });
  });
});
