import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { mongoDatabase, mongodb } from "../../../../charts/services/storage/mongodb/mongodb";
import script from "../../../../charts/services/storage/mongodb/provision-mongodb.mjs";
import waitScript from "../../../../charts/services/storage/mongodb/wait-for-mongodb.mjs";
import { catalogueOf, exampleService } from "../../../support/example";
import { amount, filesNamed, podNamed } from "../../../support/pods";
import { Sandbox } from "../../../support/real";
import { distObjects, stackOf, whole } from "../../../support/stack";

interface MongoUser {
  readonly pwd: string;
  readonly roles: readonly { readonly role: string; readonly db: string }[];
}

const box = new Sandbox();
const users = new Map<string, MongoUser>();
const calls: string[] = [];
const addresses: string[] = [];
/** What the next connections fail with. */
const failures: string[] = [];
const pauses: number[] = [];

/** As much of the shell's Mongo as the script uses. */
class Mongo {
  constructor(address: string) {
    addresses.push(address);
    const failure = failures.shift();
    if (failure) throw new Error(failure);
  }

  getDB(database: string) {
    return {
      runCommand: () => ({ ok: 1 }),
      getUser: (name: string) => users.get(`${database}/${name}`) ?? null,
      createUser: ({ user, ...rest }: MongoUser & { user: string }) => this.set(`${database}/${user}`, "create", rest),
      updateUser: (name: string, rest: MongoUser) => this.set(`${database}/${name}`, "update", rest),
    };
  }

  private set(key: string, how: string, user: MongoUser) {
    calls.push(`${how} ${key}`);
    // The objects come from the script's own world.
    users.set(key, JSON.parse(JSON.stringify(user)) as MongoUser);
  }
}

const secretFile = (name: string, content: string) => {
  writeFileSync(box.path(name), content);
  return box.path(name);
};
const password = secretFile("root", "r00t\n");
const first = secretFile("first", "one\n");
const table = box.path("users.tsv");
const provision = (env: Record<string, string> = {}) => {
  const said: string[] = [];
  runInNewContext(script, {
    Mongo,
    require,
    console: { error: (line: string) => said.push(line) },
    encodeURIComponent,
    sleep: (milliseconds: number) => pauses.push(milliseconds),
    process: {
      env: {
        MONGO_HOST: "mongodb.storage",
        MONGO_PORT: "27017",
        MONGO_PASSWORD_FILE: password,
        MONGO_CA_FILE: "/secrets/internal-ca/ca.crt",
        MONGO_USERS: table,
        ...env,
      },
    },
  });
  return said;
};

beforeEach(() => {
  users.clear();
  calls.length = 0;
  for (const list of [addresses, failures, pauses]) list.length = 0;
  writeFileSync(table, `opensign\t${first}\n`);
});
afterAll(() => box.end());

describe("the provisioning of MongoDB", () => {
  test("makes each user in its own database, with rights there and nowhere else", () => {
    expect(provision()).toEqual(["opensign: ready", "1 users are as they should be"]);
    expect([...users]).toEqual([
      [
        "opensign/opensign",
        {
          pwd: "one",
          roles: [
            { role: "readWrite", db: "opensign" },
            { role: "dbAdmin", db: "opensign" },
          ],
        },
      ],
    ]);
  });

  test("can be run again, and carries a changed password over", () => {
    provision();
    secretFile("first", "two");
    provision();
    expect(calls).toEqual(["create opensign/opensign", "update opensign/opensign"]);
    expect(users.get("opensign/opensign")?.pwd).toBe("two");
    secretFile("first", "one");
  });

  test("waits for a server that is late, five minutes at most", () => {
    failures.push("connect ECONNREFUSED 10.43.0.9:27017", "getaddrinfo ENOTFOUND mongodb.storage");
    provision();
    expect([pauses, calls]).toEqual([[3000, 3000], ["create opensign/opensign"]]);
    failures.push(...Array.from({ length: 100 }, () => "connect ECONNREFUSED 10.43.0.9:27017"));
    expect(() => provision()).toThrow("ECONNREFUSED");
  });

  test("does not wait where waiting does not help", () => {
    failures.push("Authentication failed.");
    expect(() => provision()).toThrow("Authentication failed.");
    expect(pauses).toEqual([]);
  });

  test("comes as root over TLS, with the server checked", () => {
    provision();
    const address = new URL(addresses[0] ?? "");
    expect([address.protocol, address.username, address.password, address.host, address.pathname]).toEqual([
      "mongodb:",
      "root",
      "r00t",
      "mongodb.storage:27017",
      "/admin",
    ]);
    expect([address.searchParams.get("tls"), address.searchParams.get("tlsCAFile")]).toEqual(["true", "/secrets/internal-ca/ca.crt"]);
  });

  test.each(["MONGO_HOST", "MONGO_PORT", "MONGO_PASSWORD_FILE", "MONGO_CA_FILE", "MONGO_USERS"])("names %s when it is not set", (name) => {
    expect(() => provision({ [name]: "" })).toThrow(`${name} is not set`);
  });

  test("makes no user without a password", () => {
    writeFileSync(table, `opensign\t${secretFile("empty", "\n")}\n`);
    expect(() => provision()).toThrow("is empty");
    expect(calls).toEqual([]);
  });

  test("is told of every client, and mounts each one's password", () => {
    const client = exampleService("client", { phase: 3, uses: [mongoDatabase("second", ({ url }) => ({ MONGODB_URI: url }))] });
    const objects = distObjects(stackOf({ phase: 3 }, catalogueOf([mongodb, client])));
    expect(filesNamed(objects, "mongodb-provisioning-provisioning")["users.tsv"]).toBe("second\t/secrets/second-mongodb/password\n");
    const mounts = podNamed(objects, "mongodb-provisioning").spec.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath);
    expect(mounts).toEqual(expect.arrayContaining(["/secrets/second-mongodb", "/secrets/mongodb-superuser", "/secrets/internal-ca"]));
  });

  test("asks the server by the name that its certificate has", () => {
    const env = podNamed(whole.objects, "mongodb-provisioning").spec.containers[0]?.env ?? [];
    expect(env.find(({ name }) => name === "MONGO_HOST")?.value).toBe("mongodb.storage.svc.cluster.local");
  });
});

describe("a client of MongoDB waits", () => {
  const wait = (env: Record<string, string> = {}) => {
    const said: string[] = [];
    let now = 0;
    runInNewContext(waitScript, {
      Mongo,
      require,
      console: { error: (line: string) => said.push(line) },
      sleep: (milliseconds: number) => {
        now += milliseconds;
        pauses.push(milliseconds);
      },
      Date: { now: () => now },
      process: {
        env: {
          MONGO_URL_FILE: secretFile("url", "mongodb://opensign:one@mongodb/opensign\n"),
          MONGO_DATABASE: "opensign",
          WAIT_SECONDS: "600",
          ...env,
        },
      },
    });
    return said;
  };

  test("until its own login works, and says what is missing, each once", () => {
    failures.push("connect ECONNREFUSED", "connect ECONNREFUSED", "Authentication failed.");
    expect(wait()).toEqual([
      "wait-for-mongodb: opensign: not yet: connect ECONNREFUSED",
      "wait-for-mongodb: opensign: not yet: Authentication failed.",
      "wait-for-mongodb: opensign: takes the login",
    ]);
    expect(new Set(addresses)).toEqual(new Set(["mongodb://opensign:one@mongodb/opensign"]));
  });

  test("and gives up with one clear line", () => {
    failures.push(...Array.from({ length: 9 }, () => "Authentication failed."));
    expect(() => wait({ WAIT_SECONDS: "9" })).toThrow("wait-for-mongodb: opensign: gave up after 9 seconds: Authentication failed.");
    expect(pauses).toEqual([3000, 3000, 3000]);
  });

  test.each(["MONGO_URL_FILE", "MONGO_DATABASE", "WAIT_SECONDS"])("names %s when it is not set", (name) => {
    expect(() => wait({ [name]: "" })).toThrow(`${name} is not set`);
  });
});

test("MongoDB's cache leaves three quarters of its memory to connections, sorting and the page cache", () => {
  const main = podNamed(whole.objects, "mongodb").spec.containers[0];
  const cache = Number(/=([0-9.]+)$/.exec(main?.args?.find((word) => word.startsWith("--wiredTigerCacheSizeGB")) ?? "")?.[1]);
  expect(cache * 1024 ** 3).toBeLessThanOrEqual(amount(main?.resources?.limits?.memory) / 4);
  expect(main?.resources?.requests?.memory).toBe(main?.resources?.limits?.memory);
});

test("the script is the text that the job mounts", () => {
  expect(script).toBe(readFileSync(join(__dirname, "../../../../charts/services/storage/mongodb/provision-mongodb.mjs"), "utf8"));
});
