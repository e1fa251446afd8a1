import type { Port } from "../../values/port";
import { Size } from "../../values/size";
import { type CredentialKey, isOf } from "../access/credential";
import { Mistake } from "../mistake";
import type { Context, FileText, Late, Text } from "./context";
import { type Environment, isCredentialKey } from "./environment";
import type { Health } from "./health";
import type { Image } from "./image";
import { type CpuShare, idle, type Memory } from "./resources";
import type { Scratch } from "./scratch";
import type { RunsAs } from "./user";

/** A capability that a program needs although all are dropped. */
export interface Capabilities {
  readonly add: readonly string[];
  readonly reason: string;
}

export interface ProgramProps {
  readonly image: Image;
  readonly memory: Memory;
  /** Default: 20 millicores, for programs that wait most of the time. */
  readonly cpu?: CpuShare;
  /** Default: the image's entry point. */
  readonly command?: readonly string[];
  /** Default: the image's own. */
  readonly args?: readonly Text[];
  /** Default: none. */
  readonly env?: Environment;
  /** Files that the program reads, by full path; each directory must be free for them. Default: none. */
  readonly files?: Readonly<Record<string, FileText>>;
  /** Keys of credentials that the program reads as files without a variable that names them. Default: none. */
  readonly secrets?: Late<readonly CredentialKey[]>;
  /** Directories that the program may write; the root file system is read-only. Default: none. */
  readonly writes?: Readonly<Record<string, Scratch>>;
  /** Default: none. */
  readonly ports?: Readonly<Record<string, Port>>;
  /** Left out only for programs that end by themselves. */
  readonly health?: Health;
  /** A user of its own. Default: the workload's. */
  readonly runsAs?: RunsAs;
  /** Gets what the workload's dependencies give to the main program: variables and credentials. Default: no. */
  readonly sharesUses?: boolean;
  /** Default: none. */
  readonly capabilities?: Capabilities;
  /** Why the root file system must be writable. Default: it is not. */
  readonly writableRoot?: string;
}

/** What logs and small writes outside the declared directories may take of the node's disk. */
const logs = Size.mebi(64);

/** One container: a program with all that it reads, writes and needs. */
export class Program {
  readonly image: Image;
  readonly memory: Memory;
  readonly cpu: CpuShare;
  readonly command: readonly string[] | undefined;
  readonly args: readonly Text[] | undefined;
  readonly env: Environment;
  readonly files: Readonly<Record<string, FileText>>;
  readonly writes: Readonly<Record<string, Scratch>>;
  readonly ports: Readonly<Record<string, Port>>;
  readonly health: Health | undefined;
  readonly runsAs: RunsAs | undefined;
  readonly sharesUses: boolean;
  readonly capabilities: Capabilities | undefined;
  readonly writableRoot: string | undefined;
  private readonly secrets: Late<readonly CredentialKey[]>;

  constructor(
    readonly name: string,
    props: ProgramProps,
  ) {
    this.image = props.image;
    this.memory = props.memory;
    this.cpu = props.cpu ?? idle;
    this.command = props.command;
    this.args = props.args;
    this.env = props.env ?? {};
    this.files = props.files ?? {};
    this.writes = props.writes ?? {};
    this.ports = props.ports ?? {};
    this.health = props.health;
    this.runsAs = props.runsAs;
    this.sharesUses = props.sharesUses ?? false;
    this.capabilities = props.capabilities;
    this.writableRoot = props.writableRoot;
    this.secrets = props.secrets ?? [];
    this.refuseUnknownPorts();
    this.refuseNumbersTwice();
  }

  /** Every key of a credential that the program reads, each once; `env` are the variables that it gets from outside. */
  credentialKeys(context: Context, env: Environment = {}): CredentialKey[] {
    const listedKeys = typeof this.secrets === "function" ? this.secrets(context) : this.secrets;
    const keys = [...Object.values({ ...env, ...this.env }).filter(isCredentialKey), ...listedKeys];
    return keys.filter((key, index) => keys.findIndex((other) => isOf(key, other)) === index);
  }

  /** The most that the program may take of the node's disk outside its volumes. */
  get disk(): Size {
    const onDisk = Object.values(this.writes).filter(({ inMemory }) => !inMemory);
    return Size.sum([logs, ...onDisk.map(({ size }) => size)]);
  }

  private refuseNumbersTwice(): void {
    const twice = sameNumber(this.ports);
    if (twice)
      throw new Mistake(
        `${this.name}: ports ${twice.join(" and ")} have one number, and kubectl apply tells the ports of a container apart by number alone, so that a change of one would be lost; give one of them to a program beside`,
      );
  }

  private refuseUnknownPorts(): void {
    for (const check of this.health ? [this.health.ready, this.health.alive, this.health.starts] : []) {
      if (check.kind !== "run" && !(check.port in this.ports)) {
        throw new Mistake(`${this.name}: its health asks port "${check.port}", but it has ${listed(this.ports)}`);
      }
    }
  }
}

/** The names of two ports that have one number, a TCP and a UDP one. */
export function sameNumber(ports: Readonly<Record<string, Port>>): readonly [string, string] | undefined {
  const all = Object.entries(ports);
  for (const [index, [name, { number }]] of all.entries()) {
    const earlier = all.slice(0, index).find(([, other]) => other.number === number);
    if (earlier) return [earlier[0], name];
  }
  return undefined;
}

export function listed(names: Readonly<Record<string, unknown>>): string {
  return Object.keys(names).join(", ") || "none";
}
