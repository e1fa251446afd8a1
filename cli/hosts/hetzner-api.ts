import { Refusal } from "../../charts/config/refusal";

/** A rule as the API has it; those of `in` say what may come in, and where one of `out` is, nothing else goes out. */
export interface HetznerRule {
  readonly direction: "in" | "out";
  readonly protocol: string;
  /** One port, or the first and the last; none for what has no ports. */
  readonly port?: string | null;
  readonly source_ips: readonly string[];
}

interface Server {
  readonly name: string;
  readonly public_net: {
    readonly ipv4?: { readonly ip: string } | null;
    readonly firewalls: readonly { readonly id: number; readonly status: string }[];
  };
}

interface Firewall {
  readonly id: number;
  readonly rules: readonly HetznerRule[];
}

interface Page {
  readonly meta?: { readonly pagination?: { readonly next_page?: number | null } };
}

const source = "Hetzner's API";
/** Milliseconds. */
const patience = 20_000;

/** Hetzner's API, which is only read; a token that may read is enough. */
export class HetznerApi {
  constructor(
    private readonly token: string,
    private readonly endpoint: string = "https://api.hetzner.cloud/v1",
  ) {}

  /** By the variables that Hetzner's own program reads. @throws Refusal when there is no token. */
  static fromEnvironment({ HCLOUD_TOKEN, HCLOUD_ENDPOINT }: NodeJS.ProcessEnv): HetznerApi {
    if (HCLOUD_TOKEN) return new HetznerApi(HCLOUD_TOKEN, HCLOUD_ENDPOINT || undefined);
    throw refusal({
      where: "HCLOUD_TOKEN",
      value: "not there",
      allowed: "a token of the server's project; one that may only read is enough",
      fix: "make one in Hetzner's console under Security > API tokens, and write HCLOUD_TOKEN=... before the command",
    });
  }

  /** The rules of all firewalls before the server with this address. @throws Refusal when there is none, or nobody answers. */
  async rulesBefore(address: string): Promise<HetznerRule[]> {
    const servers = (await this.all<Server>("servers")).filter(({ public_net: { ipv4 } }) => ipv4?.ip === address);
    const [server] = servers;
    if (server === undefined)
      throw refusal({
        where: "machines.vps.publicAddress",
        value: address,
        allowed: "the address of a server in the project of this token",
        fix: "write the server's address into config.yaml, or take a token of the server's own project",
      });
    const ids = server.public_net.firewalls.map(({ id }) => id);
    return (await this.all<Firewall>("firewalls")).filter(({ id }) => ids.includes(id)).flatMap(({ rules }) => rules);
  }

  private async all<T>(kind: "servers" | "firewalls"): Promise<T[]> {
    const found: T[] = [];
    for (let page: number | null | undefined = 1; page; ) {
      const answer: Page & Record<string, unknown> = await this.get(`${kind}?per_page=50&page=${page}`);
      found.push(...((answer[kind] ?? []) as T[]));
      page = answer.meta?.pagination?.next_page;
    }
    return found;
  }

  private async get(path: string): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.endpoint}/${path}`, {
      headers: { Authorization: `Bearer ${this.token}` },
      signal: AbortSignal.timeout(patience),
    }).catch((error: Error) => {
      throw refusal({
        where: this.endpoint,
        value: `silent (${(error.cause as Error | undefined)?.message ?? error.message})`,
        allowed: "an API that answers",
        fix: "look at the line to the internet, and try again",
      });
    });
    if (answer.ok) return (await answer.json()) as Record<string, unknown>;
    throw refusal({
      where: path.replace(/\?.*/, ""),
      value: `${answer.status} ${answer.statusText}`,
      allowed: "an answer of 200",
      fix: answer.status === 401 ? "take a token that is still there, from Security > API tokens" : "try again later",
    });
  }
}

function refusal(fault: { where: string; value: string; allowed: string; fix: string }): Refusal {
  return new Refusal(source, [fault]);
}
