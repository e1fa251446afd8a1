import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../../charts/catalogue";
import { faultsOfFit, refuseWhatDoesNotFit } from "../../../charts/model/capacity/fit";
import { endpoint } from "../../../charts/model/network/endpoint";
import type { Service } from "../../../charts/model/service";
import { Stack } from "../../../charts/model/stack";
import { calls } from "../../../charts/model/use";
import { database, postgres } from "../../../charts/services/storage/postgres/postgres";
import settings from "../../../charts/services/storage/postgres/postgres.conf";
import { PostgresSettings } from "../../../charts/services/storage/postgres/postgres-settings";
import redisSettings from "../../../charts/services/storage/redis/redis.conf";
import { tcp } from "../../../charts/values/port";
import { gibi, mebi, Size } from "../../../charts/values/size";
import { contractOf } from "../../contracts/all";
import { catalogueOf, exampleService } from "../../support/example";
import { amount, ofKind, podNamed } from "../../support/pods";
import { mistakeOf, refusalOf } from "../../support/refusals";
import { configWith, distObjects, stackOf, whole } from "../../support/stack";

/** A file of a workload's ConfigMaps. */
function file(name: string): string {
  const found = ofKind(whole.objects, "ConfigMap")
    .flatMap((map) => Object.entries(map.data as Record<string, string>))
    .find(([key]) => key === name);
  if (!found) throw new Error(`no ConfigMap holds ${name}`);
  return found[1];
}

/** Settings of the form `name = value`, quotes taken off. */
function read(text: string, separator: RegExp): Map<string, string> {
  const lines = text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
  return new Map(
    lines.map((line) => [
      line.split(separator)[0] ?? "",
      line
        .slice((line.split(separator)[0] ?? "").length)
        .replace(separator, "")
        .replace(/^'(.*)'$/, "$1"),
    ]),
  );
}

const bytes = (value: string | undefined): number => Size.parse((value ?? "").replace("MB", "Mi").replace("GB", "Gi")).bytes;
const limitOf = (name: string): number => amount(podNamed(whole.objects, name).spec.containers[0]?.resources?.limits?.memory);

describe("PostgreSQL's settings", () => {
  const conf = read(settings, /\s*=\s*/);
  const number = (name: string) => Number(conf.get(name));

  test("fit the memory limit with every connection busy, three workers of autovacuum, and shared memory full", () => {
    const perConnection = bytes(conf.get("work_mem")) + 5 * 1024 ** 2;
    const shm = amount(
      podNamed(whole.objects, "postgres").spec.volumes?.find(({ emptyDir }) => emptyDir?.medium === "Memory")?.emptyDir?.sizeLimit,
    );
    const most =
      bytes(conf.get("shared_buffers")) * 1.1 +
      number("max_connections") * 50 * 1024 +
      (number("max_connections") + number("max_parallel_workers")) * perConnection +
      3 * (bytes(conf.get("autovacuum_work_mem")) + 5 * 1024 ** 2) +
      bytes(conf.get("maintenance_work_mem")) +
      shm;
    expect(new PostgresSettings().mostMemory(Size.of(shm)).mebibytes).toBeCloseTo(most / 1024 ** 2);
    expect(most).toBeLessThan(limitOf("postgres"));
    expect(bytes(conf.get("shared_buffers")) + shm).toBeLessThan(limitOf("postgres") / 2);
  });

  test.each([
    ["max_connections = 100", "max_connections = 110"],
    ["work_mem = 4MB", "work_mem = 5MB"],
    ["hash_mem_multiplier = 1.0", "hash_mem_multiplier = 2.0"],
    ["shared_buffers = 512MB", "shared_buffers = 1GB"],
    ["autovacuum_max_workers = 3", "autovacuum_max_workers = 5"],
  ])("take the memory with them: another value of %s makes the server larger", (line, changed) => {
    const grown = new PostgresSettings(settings.replace(`\n${line}`, `\n${changed}`));
    expect(grown.memoryFor([], mebi(256)).limit.isMoreThan(gibi(2))).toBe(true);
    expect(grown.mostMemory(mebi(256)).isMoreThan(grown.memoryFor([], mebi(256)).limit)).toBe(false);
  });

  test("must name what the rules count with", () => {
    const silent = new PostgresSettings(settings.replace(/^work_mem.*$/m, "# work_mem = 4MB"));
    expect(mistakeOf(() => silent.memoryFor([], mebi(256)))).toContain("postgres.conf does not set work_mem");
  });

  test("promise the planner no more cache than there can be", () => {
    expect(bytes(conf.get("effective_cache_size"))).toBeLessThan(limitOf("postgres"));
  });

  test("let in all that the clients may hold, and leave some for people and provisioning", () => {
    const wanted = whole.stack.grants("postgres").reduce((sum, { connections = 0 }) => sum + connections, 0);
    expect(wanted).toBeGreaterThan(0);
    expect(wanted + number("superuser_reserved_connections") + 5).toBeLessThanOrEqual(number("max_connections"));
  });

  describe("with a new client", () => {
    const client = (name: string, connections: number) => exampleService(name, { uses: [database(name, connections, () => ({}))] });
    const withClients = (...clients: Service[]) => new Stack({ ...catalogue, services: [...catalogue.services, ...clients] }, configWith());
    const lines = (stack: Stack) =>
      distObjects(stack).flatMap(({ object }) => {
        const text = (object.data as Record<string, string> | undefined)?.["postgresql.conf"];
        return object.kind === "ConfigMap" && text ? text.split("\n") : [];
      });
    const limit = (stack: Stack) => amount(podNamed(distObjects(stack), "postgres").spec.containers[0]?.resources?.limits?.memory);
    const wanted = (stack: Stack) => stack.grants("postgres").reduce((sum, { connections = 0 }) => sum + connections, 0);

    test.each([10, 30, 100])("whose pool is %i, every client still finds all of its connections, and the memory for them", (pool) => {
      const stack = withClients(client("greedy", pool));
      const found = Number(
        lines(stack)
          .find((line) => line.startsWith("max_connections"))
          ?.split("= ")[1],
      );
      // Three for the superuser, two probes, three people.
      expect(found - wanted(stack)).toBeGreaterThanOrEqual(8);
      expect(found - wanted(stack)).toBeLessThan(18);
      // What each of them takes while it sorts, by postgres.conf and a measurement.
      expect(limit(stack)).toBeGreaterThanOrEqual(limitOf("postgres") + (found - 100) * 9 * 1024 ** 2 - 40 * 1024 ** 2);
    });

    test("that fits into what there is, nothing changes, so that the server need not start again", () => {
      const stack = withClients(client("modest", number("max_connections") - 8 - wanted(whole.stack) - 2));
      expect([lines(stack), limit(stack)]).toEqual([lines(whole.stack), limitOf("postgres")]);
    });

    test("that does not fit the machine, the refusal names who holds the most, and the smallest change", () => {
      const stack = withClients(client("greedy", 500));
      const message = refusalOf(() => refuseWhatDoesNotFit(stack));
      expect(message).toMatch(
        /^config\.yaml: memory requests on vps is "[\d.]+Gi"\. Allowed: at most [\d.]+Gi; the largest are postgres \(\d+Mi: \d+ connections, the most for greedy, 502; paperless_business, 17; \w+, \d+\), /m,
      );
      // Requests and limits are short, each by its own.
      const said = [...message.matchAll(/, or lower the connections of PostgreSQL's clients by (\d+)\./g)].map(([, by]) => Number(by));
      const fewer = Math.max(...said);
      const fits = (pool: number) => faultsOfFit(withClients(client("greedy", pool))).length === 0;
      // Memory comes in steps of 128 MiB, which is fourteen connections.
      expect([said.length > 0, fits(500 - fewer), fits(500 - fewer + 14)]).toEqual([true, true, false]);
    });
  });

  test("keep TLS on with files that the pod mounts", () => {
    const mounts = podNamed(whole.objects, "postgres").spec.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath) ?? [];
    expect(conf.get("ssl")).toBe("on");
    for (const name of ["ssl_cert_file", "ssl_key_file"]) expect(mounts).toContain(conf.get(name)?.replace(/\/[^/]+$/, ""));
    expect(conf.get("password_encryption")).toBe("scram-sha-256");
  });

  test("name a file of rules that the pod mounts, and a directory for the socket that it may write", () => {
    const mounts = podNamed(whole.objects, "postgres").spec.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath) ?? [];
    expect(mounts).toContain(conf.get("hba_file")?.replace(/\/[^/]+$/, ""));
    expect(mounts).toContain(conf.get("unix_socket_directories"));
  });

  test("write the log to the standard error output, where Kubernetes finds it", () => {
    expect([conf.get("log_destination"), conf.get("logging_collector")]).toEqual(["stderr", "off"]);
  });
});

describe("PostgreSQL's rules of access", () => {
  const rules = file("pg_hba.conf")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(/\s+/));

  test("let pods in over TLS with a password, and the server's own user over the socket", () => {
    expect(rules).toEqual([
      ["local", "all", "all", "peer"],
      ["hostssl", "all", "all", "10.42.0.0/16", "scram-sha-256"],
    ]);
  });

  test("trust nobody and know no connection in the clear", () => {
    expect(rules.filter((rule) => rule.includes("trust") || rule[0] === "host" || rule[0] === "hostnossl")).toEqual([]);
  });
});

describe("the list of databases", () => {
  const lines = file("databases.tsv")
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t"));
  /** Those of the owner's document. */
  const planned = ([name = ""]: readonly string[]) =>
    ["paperless_business", "paperless_private", "n8n", "vaultwarden_business", "monica", "roundcube", "dsgvo_system"].includes(name);

  test("has one line a client with its database, its connections and the file of its password", () => {
    expect(lines.filter(planned)).toEqual([
      ["paperless_business", "17", "/secrets/paperless-business-database/password"],
      ["n8n", "8", "/secrets/n8n-database/password"],
      ["vaultwarden_business", "12", "/secrets/vaultwarden-business-database/password"],
      ["monica", "12", "/secrets/monica-database/password"],
      ["paperless_private", "17", "/secrets/paperless-private-database/password"],
      ["roundcube", "7", "/secrets/roundcube-database/password"],
      ["dsgvo_system", "8", "/secrets/dsgvo-system-database/password"],
    ]);
  });

  test("gives a client that came later its own file, and the connections of its contract with two more", () => {
    const later = lines.filter((line) => !planned(line));
    expect(later).toEqual(
      later.map(([database = ""]) => {
        const client = database.replaceAll("_", "-");
        return [database, `${(contractOf(client).connections ?? 0) + 2}`, `/secrets/${client}-database/password`];
      }),
    );
  });

  test("ends with the end of a line, without which the shell would lose the last one", () => {
    expect(file("databases.tsv").endsWith("\n")).toBe(true);
  });

  test("gives each client what it opens at most, and two more: for its dump, and for the wait before a start", () => {
    const main = (name: string) => podNamed(whole.objects, name).spec.containers[0];
    const env = (name: string, variable: string) => main(name)?.env?.find((each) => each.name === variable)?.value ?? "";
    const workers = (name: string) => Number(/MaxRequestWorkers (\d+)/.exec(main(name)?.args?.join("\n") ?? "")?.[1]);
    // Web server, worker and its child, scheduler and consumer have a pool each.
    const pool = /pool\.min_size=1,pool\.max_size=(\d+)$/.exec(env("paperless-business", "PAPERLESS_DB_OPTIONS"))?.[1];
    const opened: Record<string, number> = {
      paperless_business: 5 * Number(pool),
      paperless_private: 5 * Number(pool),
      n8n: Number(env("n8n", "DB_POSTGRESDB_POOL_SIZE")),
      vaultwarden_business: Number(env("vaultwarden-business", "DATABASE_MAX_CONNS")),
      // One for the queue and one for the reminders.
      monica: workers("monica") + 2,
      roundcube: workers("roundcube"),
    };
    const granted = Object.fromEntries(lines.filter(planned).map(([name, connections]) => [name, Number(connections) - 2]));
    expect(granted).toEqual({ ...opened, dsgvo_system: 6 });
  });

  test("knows a database once, however many declare it", () => {
    const uses = [database("shared", 5, () => ({})), calls(endpoint("postgres", "storage", tcp(5432)), "twice")];
    const stack = stackOf({}, catalogueOf([postgres, exampleService("one", { uses }), exampleService("two", { uses })]));
    expect(stack.grants("postgres").map(({ name }) => name)).toEqual(["shared", "dsgvo_system"]);
  });
});

describe("Redis", () => {
  const conf = read(redisSettings, /\s+/);
  const container = podNamed(whole.objects, "redis-business").spec.containers[0];

  test.each(["redis-business", "redis-private"])(
    "%s stops filling where twice its data still fits its limit, and takes 10000 tasks",
    (name) => {
      const args = podNamed(whole.objects, name).spec.containers[0]?.args ?? [];
      const most = bytes(args[args.indexOf("--maxmemory") + 1]?.replace("mb", "MB"));
      // A fifth beside it: what the allocator wastes, and what clients and the server itself hold.
      expect(most * 2 * 1.2).toBeLessThanOrEqual(limitOf(name));
      expect(most).toBeGreaterThan(10_000 * 4_000);
    },
  );

  test("never drops a queued task", () => {
    expect(conf.get("maxmemory-policy")).toBe("noeviction");
  });

  test("survives a restart", () => {
    expect([conf.get("appendonly"), conf.get("dir")]).toEqual(["yes", "/data"]);
  });

  test("takes its users from the file that the first program writes, and names none itself", () => {
    const first = podNamed(whole.objects, "redis-business").spec.initContainers?.[0];
    expect(first?.command).toContain(conf.get("aclfile"));
    expect(redisSettings).not.toMatch(/^\s*(user|requirepass)\b/m);
    const shared = [container, first].map((one) => one?.volumeMounts?.find(({ mountPath }) => mountPath === "/run/redis")?.name);
    expect(shared[0]).toBe(shared[1]);
  });

  test("has a user for each client, with a tab and a file in each line", () => {
    expect(file("users.tsv")).toBe("paperless-business\t/secrets/paperless-business-redis/password\n");
  });
});
