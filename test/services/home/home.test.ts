import { runInNewContext } from "node:vm";
import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { asksLanResolver } from "../../../charts/model/network/edge";
import unifiUsers from "../../../charts/services/home/unifi/unifi-users.mjs";
import { amount, filesNamed, podNamed } from "../../support/pods";
import { distObjects, stackOf, whole } from "../../support/stack";

interface Settings {
  readonly schema_version: number;
  readonly http: { readonly address: string };
  readonly users: readonly { readonly name: string; readonly password: string }[];
  readonly dns: {
    readonly bind_hosts: readonly string[];
    readonly port: number;
    readonly upstream_dns: readonly string[];
    readonly bootstrap_dns: readonly string[];
    readonly local_ptr_upstreams: readonly string[];
  };
  readonly filtering: { readonly rewrites: readonly { readonly domain: string; readonly answer: string; readonly enabled?: boolean }[] };
}

const files = filesNamed(whole.objects, "adguard-merge-adguard-settings");
const text = files["ours.yaml"] ?? "";
const ours = load(text) as Settings;

describe("what is ours in AdGuard's settings", () => {
  test("has the schema that its version writes; a higher one would stop it", () => {
    expect([ours, load(files["first.yaml"] ?? "") as Settings].map(({ schema_version }) => schema_version)).toEqual([34, 34]);
  });

  test("listens on the ports that the pod opens, and the machine passes on UDP and TCP", () => {
    const ports = podNamed(whole.objects, "adguard").spec.containers.flatMap((container) => container.ports ?? []);
    expect(ports.map(({ containerPort, hostPort, protocol }) => `${hostPort ?? "-"} ${containerPort}/${protocol}`).sort()).toEqual([
      `- ${ours.http.address.split(":")[1]}/TCP`,
      ...["TCP", "TCP", "UDP", "UDP"].map((protocol) => `53 ${ours.dns.port}/${protocol}`),
    ]);
    expect(ours.dns.bind_hosts).toEqual(["0.0.0.0"]);
  });

  test("holds no password, only the place for its hash, once", () => {
    expect(ours.users).toEqual([{ name: "admin", password: "PASSWORD_HASH" }]);
    expect(text.split("PASSWORD_HASH")).toHaveLength(2);
  });

  test("answers names of the home network's proxy with its address, the other names of the VPN with the server's address in it", () => {
    const answers = new Map(ours.filtering.rewrites.map(({ domain, answer }) => [domain, answer]));
    const { routes } = whole.stack;
    expect([...answers.keys()]).toEqual(routes.filter(({ reach }) => reach === "vpn").map(({ host }) => host));
    const atHome = [...answers].filter(([, answer]) => answer === "192.168.178.20").map(([domain]) => domain);
    expect(atHome).toEqual(["vault-private.mk360.de", "adguard.mk360.de"]);
    expect(new Set(answers.values())).toEqual(new Set(["192.168.178.20", "10.77.0.1"]));
  });

  test("leads the home network into the VPN where its own proxy does not run", () => {
    const without = filesNamed(distObjects(stackOf({ phase: 3, off: ["caddy-home"] })), "adguard-merge-adguard-settings");
    expect(without["ours.yaml"]).not.toContain("192.168.178.20");
  });

  test("switches every rewrite on, which since schema 31 is off where nothing is said (AdGuardHome, configmigrate/v31.go)", () => {
    expect(ours.filtering.rewrites.filter(({ enabled }) => enabled !== true).map(({ domain }) => domain)).toEqual([]);
  });

  test("asks resolvers of the internet encrypted, and finds them without asking itself", () => {
    expect(ours.dns.upstream_dns.every((url) => url.startsWith("https://"))).toBe(true);
    expect(ours.dns.bootstrap_dns.length).toBeGreaterThan(0);
    expect(ours.dns.local_ptr_upstreams).toEqual(["192.168.178.1"]);
  });

  test("reaches the program by its own volume, because it rewrites the file", () => {
    const { initContainers = [], containers } = podNamed(whole.objects, "adguard").spec;
    const settings = containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === "/opt/adguardhome/conf");
    expect(settings?.readOnly).not.toBe(true);
    expect(
      initContainers[0]?.volumeMounts?.some(({ name, mountPath }) => name === settings?.name && mountPath === "/opt/adguardhome/conf"),
    ).toBe(true);
    expect(initContainers[0]?.command?.at(-1)).toBe(containers[0]?.args?.[containers[0].args.indexOf("-c") + 1]);
  });
});

describe("what starts by itself while the server is away", () => {
  const cold = whole.stack.services.filter(({ coldStart }) => coldStart);

  test("is the resolver, the vault and their proxy", () => {
    expect(cold.map(({ name }) => name)).toEqual(["vaultwarden-private", "adguard", "caddy-home"]);
  });

  // DESIGN section 3: never both at once. What only looks whether certificates are there writes nothing.
  test("works on its data under a lock, whatever of it writes there", () => {
    const writers = cold.flatMap(({ name, keeps, coldStart }) => {
      const { initContainers = [], containers } = podNamed(whole.objects, name).spec;
      const folder = keeps[coldStart?.lockedBy ?? ""]?.path;
      const kept = Object.values(keeps).map(({ path }) => path);
      return [...initContainers, ...containers]
        .filter(({ volumeMounts = [] }) => volumeMounts.some(({ mountPath, readOnly }) => kept.includes(mountPath) && !readOnly))
        .map(({ name: program, command = [] }) => [program, /hold-data\.sh$/.test(command[1] ?? "") && command[2] === folder]);
    });
    expect(writers).toEqual([
      ["vaultwarden-private", true],
      ["merge-adguard", true],
      ["adguard", true],
      ["wait-for-proxy", false],
      ["caddy-home", true],
    ]);
  });

  test.each(cold.map((service) => [service.name, service] as const))("%s asks nobody for a name of the cluster", (_, service) => {
    expect([service.machine, asksLanResolver(whole.stack, service)]).toEqual(["nas", true]);
  });
});

describe("the tunnel to the NAS", () => {
  const server = filesNamed(whole.objects, "frps-etc-frp")["frps.toml"] ?? "";
  const client = filesNamed(whole.objects, "frpc-etc-frp")["frpc.toml"] ?? "";
  const lines = (text: string) => text.split("\n");

  test("offers one port, which is the NAS's SMB and nothing else", () => {
    expect(lines(server)).toContain("allowPorts = [{ single = 1445 }]");
    expect(client.split("[[proxies]]")).toHaveLength(2);
    expect(lines(client)).toEqual(expect.arrayContaining(['localIP = "192.168.178.10"', "localPort = 445", "remotePort = 1445"]));
  });

  test("checks the certificate at both ends", () => {
    expect(lines(server)).toContain("transport.tls.force = true");
    expect(lines(client)).toContain('transport.tls.serverName = "frps.edge.svc.cluster.local"');
    for (const text of [server, client]) {
      expect(lines(text)).toContain('transport.tls.trustedCaFile = "/secrets/internal-ca/ca.crt"');
      expect(text).toMatch(/transport\.tls\.certFile = "\/secrets\/frp[sc]-tls\/tls\.crt"/);
    }
  });

  test("reads the token from a file that both ends mount", () => {
    for (const [name, text] of [
      ["frps", server],
      ["frpc", client],
    ] as const) {
      expect(lines(text)).toContain('auth.tokenSource.file.path = "/secrets/frp-token/token"');
      expect(text).not.toMatch(/auth\.token =/);
      expect(podNamed(whole.objects, name).spec.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath)).toContain(
        "/secrets/frp-token",
      );
    }
  });

  test("keeps no windows for streams of one connection, which cost more memory than frpc has", () => {
    for (const text of [server, client]) expect(lines(text)).toContain("transport.tcpMux = false");
  });

  test("waits for a server that is away", () => {
    expect(lines(client)).toContain("loginFailExit = false");
  });
});

describe("UniFi", () => {
  const { containers, initContainers = [] } = podNamed(whole.objects, "unifi").spec;

  test("and its MongoDB share one gibibyte", () => {
    expect(containers.map(({ resources }) => amount(resources?.limits?.memory)).reduce((a, b) => a + b)).toBe(1024 ** 3);
  });

  test("makes its users before the server starts, and dumps with one that only reads", () => {
    expect(initContainers.map(({ name }) => name)).toEqual(["mongo-users", "unifi-password"]);
    const dump = podNamed(whole.objects, "unifi-dump").spec.containers[0]?.env;
    expect(dump?.find(({ name }) => name === "MONGO_USER")?.value).toBe("dump");
  });

  test("dumps to the volume that the daily backup takes, and before it starts", () => {
    const claims = (name: string) =>
      podNamed(whole.objects, name).spec.volumes?.flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []);
    expect(claims("unifi-dump")).toEqual(["unifi-dumps"]);
    expect(claims("unifi-backup")).toEqual(["unifi-config", "unifi-dumps"]);
    expect(podNamed(whole.objects, "unifi-dump").controller.schedule).toBe("0 3 * * *");
  });
});

describe("the private vault", () => {
  test("has its own site's address, without which browsers' keys and attachments fail", () => {
    const env = podNamed(whole.objects, "vaultwarden-private").spec.containers[0]?.env;
    expect(env?.find(({ name }) => name === "DOMAIN")?.value).toBe("https://vault-private.mk360.de");
  });
});

describe("the users of UniFi's MongoDB", () => {
  interface Wanted {
    readonly pwd: string;
    readonly roles: readonly unknown[];
  }

  /** Runs the script in as much of MongoDB's old shell as it uses. */
  function make(users: Map<string, Wanted>, password = "secret"): string[] {
    const said: string[] = [];
    runInNewContext(unifiUsers, {
      cat: (file: string) => `${password} of ${file}\n`.replace(/^ .*/, ""),
      print: (line: string) => said.push(line),
      db: {
        getSiblingDB: (database: string) => ({
          getUser: (name: string) => users.get(`${database}.${name}`) ?? null,
          createUser: ({ user, ...wanted }: Wanted & { user: string }) => users.set(`${database}.${user}`, wanted),
          updateUser: (name: string, wanted: Wanted) => {
            if (!users.has(`${database}.${name}`)) throw new Error("no such user");
            users.set(`${database}.${name}`, wanted);
          },
        }),
      },
    });
    return said;
  }

  test("have UniFi's rights on its four databases, and the dump's right to read one", () => {
    const users = new Map<string, Wanted>();
    expect(make(users)).toEqual(["unifi: ready", "dump: ready"]);
    const roles = (name: string) => JSON.parse(JSON.stringify(users.get(name)?.roles)) as unknown;
    expect(roles("admin.unifi")).toEqual([
      "clusterMonitor",
      ...["unifi", "unifi_stat", "unifi_audit", "unifi_restore"].map((db) => ({ db, role: "dbOwner" })),
    ]);
    expect(roles("unifi.dump")).toEqual([{ db: "unifi", role: "read" }]);
  });

  test("get a changed password at the next start", () => {
    const users = new Map<string, Wanted>();
    make(users);
    make(users, "changed");
    expect(users.size).toBe(2);
    expect(users.get("admin.unifi")?.pwd).toBe("changed of /secrets/unifi-mongo/password");
  });

  test("are not made with an empty password", () => {
    expect(() => make(new Map(), "")).toThrow("is empty");
  });
});
