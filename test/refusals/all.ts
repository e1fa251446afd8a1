import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { parseConfig } from "../../charts/config/load";
import { type Fault, Refusal } from "../../charts/config/refusal";
import { notBackedUp } from "../../charts/model/backup";
import { refuseWhatDoesNotFit } from "../../charts/model/capacity/fit";
import { publicSite } from "../../charts/model/network/site";
import { memory, share } from "../../charts/model/program/resources";
import { decideState } from "../../charts/model/storage/state";
import { decideBeside } from "../../charts/model/storage/state-beside";
import { hot } from "../../charts/model/storage/volume";
import { database, postgres } from "../../charts/services/storage/postgres/postgres";
import { cores } from "../../charts/values/cpu";
import { gibi, mebi } from "../../charts/values/size";
import { places } from "../config/walk";
import { catalogueOf, exampleService, proxies } from "../support/example";
import { withDisk, withMachine, withPi } from "../support/machines";
import { shippedConfig, stackOf } from "../support/stack";

const fixtures = join(__dirname, "../config/invalid");
const minimal = load(readFileSync(join(__dirname, "../config/minimal.yaml"), "utf8"));

/** One refusal a mistake: how it comes about, and what it says. */
export interface Made {
  readonly how: string;
  readonly source: string;
  readonly fault: Fault;
}

/** Every way in which the configuration, the model, the machines and the state are refused. */
export function allRefusals(): Made[] {
  const files = readdirSync(fixtures).filter((name) => name.endsWith(".yaml"));
  return [
    ...files.sort().flatMap((name) => made(name, () => parseConfig(readFileSync(join(fixtures, name), "utf8")))),
    ...fields().flatMap((path) => made(`a list for ${path}`, () => parseConfig(JSON.stringify(withList(path.split(".")))))),
    ...Object.entries(ofModel).flatMap(([how, act]) => made(how, act)),
  ];
}

function made(how: string, act: () => unknown): Made[] {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.faults.map((fault) => ({ how, source: error.source, fault }));
    throw error;
  }
  throw new Error(`${how}: nothing was refused`);
}

/** Every place that is reached by names alone. */
function fields(): string[] {
  return places().flatMap(({ path }) => (path === "" || /[<[]/.test(path) ? [] : [path]));
}

/** The smallest configuration with a list of a list in one place, where none may stand. */
function withList(path: readonly string[]): unknown {
  const config = structuredClone(minimal) as Record<string, unknown>;
  let at = config;
  for (const key of path.slice(0, -1)) {
    at[key] ??= {};
    at = at[key] as Record<string, unknown>;
  }
  at[path.at(-1) ?? ""] = [[]];
  return config;
}

const none = notBackedUp("an example");
const kept = (name: string, size = 1) => exampleService(name, { keeps: { data: hot(gibi(size), "/data", "x", none) } });
const renamedKeeper = kept("holder").with("holder", { formerly: ["keeper"] });
const known = stackOf({}, catalogueOf([kept("keeper")]));
const { lock } = decideState(known, [], []);
const site = (name: string) => publicSite(name, { port: "http", purpose: "an example", probe: "/" });
const fit = (changes: Parameters<typeof exampleService>[1]) => () =>
  refuseWhatDoesNotFit(stackOf(withMachine("vps", { size: "cx53" }), catalogueOf([exampleService("huge", changes)])));

const ofModel: Readonly<Record<string, () => unknown>> = {
  "an unknown service": () => stackOf({ off: ["paperless-busines"] }),
  "an unknown site": () => stackOf({ hosts: { workflow: "flows" } }),
  "an unknown volume": () => stackOf({ volumes: { "postgres/date": gibi(1) } }),
  "an unknown image": () => stackOf({ images: { registry: "x.example/y", overrides: { nothing: "x" } } }),
  "a needed service off": () => stackOf({ off: ["postgres"] }),
  "a needed group off": () => stackOf({ off: ["redis"] }),
  "a host name twice": () =>
    stackOf(
      { hosts: { docs: "crm" } },
      catalogueOf([...proxies, exampleService("one", { sites: [site("crm")] }), exampleService("two", { sites: [site("docs")] })]),
    ),
  "another image behind a volume": () =>
    stackOf({ images: { registry: "x.example/y", overrides: { postgres: "docker.io/library/mysql:8.4" } } }),
  "a row of backups into a skipped hour": () => stackOf({ backup: { ...shippedConfig.backup, dailyAt: "01:30" } }),
  "two jobs that need one lock": () => stackOf({ backup: { ...shippedConfig.backup, forgetAt: "04:00" } }),
  "one mailbox that sends and is archived": () =>
    stackOf({ phase: 3, mailArchive: { ...shippedConfig.mailArchive, account: shippedConfig.mail.user } }),
  "too little memory": fit({ memory: memory(gibi(99), gibi(99), "x") }),
  "too high limits": fit({ memory: memory(gibi(1), gibi(99), "x") }),
  "too few processors": fit({ cpu: share(cores(99)) }),
  "too small a disk": fit({ keeps: { data: hot(gibi(999), "/data", "x", none) } }),
  "too many connections": () =>
    refuseWhatDoesNotFit(stackOf({}, catalogueOf([postgres, exampleService("greedy", { uses: [database("greedy", 1600, () => ({}))] })]))),
  "too small a VM": fit({ machine: "nas", memory: memory(gibi(4), gibi(4), "x") }),
  "too many pods": () =>
    refuseWhatDoesNotFit(
      stackOf(
        {},
        catalogueOf(
          Array.from({ length: 120 }, (_, index) =>
            exampleService(`pod-${index}`, { memory: memory(mebi(1), mebi(1), "x"), cpu: share(cores(0)) }),
          ),
        ),
      ),
    ),
  "an earlier phase that fits": () =>
    refuseWhatDoesNotFit(
      stackOf({ phase: 3 }, catalogueOf([exampleService("late", { phase: 3, memory: memory(gibi(99), gibi(99), "x") })])),
    ),
  "a service on a machine that is not for it": () =>
    stackOf(withPi({ runs: ["postgre", "caddy-public", "dovecot", "netdata-vps", "unifi"] })),
  "a service on a machine outside the home network": () => stackOf(withPi({ runs: ["adguard"], lanAddress: undefined })),
  "a service on two machines": () => stackOf(withPi({ runs: ["dozzle", "dozzle"] })),
  "a service apart from the volume that it mounts": () => stackOf(withPi({ runs: ["rest-server"] })),
  "an image for another processor": () => stackOf(withPi({ architecture: "arm64", runs: ["dozzle"] })),
  "a volume on a disk of another machine": () => stackOf(withDisk({ holds: ["adguard/work"] })),
  "a volume on a disk that is none": () => stackOf(withDisk({ holds: ["postgres/date"] })),
  "a disk that is too small": () => refuseWhatDoesNotFit(stackOf(withDisk({ size: gibi(1), holds: ["postgres/data"] }))),
  "a volume on a disk that is gone": () =>
    decideState(known, decideState(stackOf(withDisk({ holds: ["keeper/data"] }), catalogueOf([kept("keeper")])), [], []).lock, []),
  "a volume that changed its size": () => decideState(stackOf({}, catalogueOf([kept("keeper", 2)])), lock, []),
  "a volume that vanished": () => decideState(stackOf({}, catalogueOf([exampleService("keeper")])), lock, []),
  "a service that was renamed": () => decideState(stackOf({}, catalogueOf([kept("holder")])), lock, []),
  "a service that left": () => decideState(stackOf({}, catalogueOf([])), lock, []),
  "a service that is off by its former name": () => stackOf({ off: ["keeper"] }, catalogueOf([renamedKeeper])),
  "a volume by its former name": () => stackOf({ volumes: { "keeper/data": gibi(1) } }, catalogueOf([renamedKeeper])),
  "a database that vanished": () =>
    decideBeside(stackOf({}, catalogueOf([])), [{ kind: "Database", name: "store/keeper", service: "keeper" }], []),
  "a secret that vanished": () =>
    decideBeside(stackOf({}, catalogueOf([])), [{ kind: "Secret", name: "secrets/keeper-key", service: "keeper" }], []),
};
