import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { faultsOfRules } from "./hetzner-limits";

interface Firewall {
  readonly id: number;
  readonly name: string;
  rules: readonly object[];
  applied_to: object[];
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

const created = "2026-01-01T00:00:00+00:00";

/**
 * Plays the part of Hetzner's API that firewalls need, by its reference (docs.hetzner.cloud/reference/cloud: Firewalls, Firewall
 * Actions, Servers, Actions, Errors): one project with one server. What the reference forbids is refused as it says.
 */
export class HetznerStandIn {
  readonly firewalls: Firewall[] = [];
  private actions = 0;

  private constructor(
    private readonly api: HttpServer,
    private readonly token: string,
    private readonly serverAddress: string,
  ) {
    api.on("request", (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response));
  }

  static async open(token: string, serverAddress: string): Promise<HetznerStandIn> {
    const api = createServer();
    const standIn = new HetznerStandIn(api, token, serverAddress);
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
    return standIn;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.api.address() as AddressInfo).port}/v1`;
  }

  close(): void {
    this.api.closeAllConnections();
    this.api.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const isKnown = request.headers.authorization === `Bearer ${this.token}`;
    const { status, body } = isKnown
      ? this.answer(request.method ?? "", new URL(request.url ?? "", "http://api"), text === "" ? {} : JSON.parse(text))
      : error(401, "unauthorized", "unable to authenticate");
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  }

  private answer(method: string, { pathname, searchParams }: URL, body: Record<string, unknown>): Answer {
    const [, kind = "", id = "", , verb = ""] = pathname.replace(/^\/v1/, "").split("/");
    const call = [method, kind, ...(id ? ["ID"] : []), ...(verb ? [verb] : [])].join(" ");
    const name = searchParams.get("name");
    const firewall = this.firewalls.find((each) => `${each.id}` === id);
    switch (call) {
      case "GET servers":
        return page(
          "servers",
          [this.server].filter((server) => name === null || server.name === name),
        );
      case "GET actions":
        return page(
          "actions",
          searchParams.getAll("id").map((number) => action(Number(number), "success")),
        );
      case "GET actions ID":
        return { status: 200, body: { action: action(Number(id), "success") } };
      case "GET firewalls":
        return page("firewalls", this.firewalls.filter((each) => name === null || each.name === name).map(shown));
      case "POST firewalls":
        return this.create(body);
    }
    if (!firewall) return error(404, "not_found", `${call} is not here`);
    switch (call) {
      case "GET firewalls ID":
        return { status: 200, body: { firewall: shown(firewall) } };
      case "POST firewalls ID set_rules":
        return this.accepting(body.rules, (rules) => {
          firewall.rules = rules;
          return { status: 201, body: { actions: [this.running()] } };
        });
      case "POST firewalls ID apply_to_resources":
        firewall.applied_to.push(...(body.apply_to as object[]));
        return { status: 201, body: { actions: [this.running()] } };
    }
    return error(404, "not_found", `${call} is not played here`);
  }

  private create({ name, rules: asked = [] }: Record<string, unknown>): Answer {
    if (this.firewalls.some((each) => each.name === name)) return error(409, "uniqueness_error", "name is already used");
    return this.accepting(asked, (rules) => {
      const firewall = { id: this.firewalls.length + 1, name: `${name}`, rules, applied_to: [] };
      this.firewalls.push(firewall);
      return { status: 201, body: { firewall: shown(firewall), actions: [this.running()] } };
    });
  }

  /** A rule comes back with every field, whichever were left out. */
  private accepting(asked: unknown, then: (rules: readonly object[]) => Answer): Answer {
    const faults = faultsOfRules(asked);
    if (faults.length === 0)
      return then((asked as object[]).map((rule) => ({ source_ips: [], destination_ips: [], port: null, description: null, ...rule })));
    const fields = faults.map(({ name, message }) => ({ name, messages: [message] }));
    return error(422, "invalid_input", `invalid input in field '${fields[0]?.name}': ${fields[0]?.messages[0]}`, { fields });
  }

  /** What was asked for goes on for a moment. */
  private running(): object {
    this.actions += 1;
    return action(this.actions, "running");
  }

  private get server(): { readonly name: string; readonly [field: string]: unknown } {
    const before = this.firewalls.filter(({ applied_to: resources }) => resources.length > 0);
    return {
      id: 42,
      name: "server",
      status: "running",
      created,
      public_net: {
        ipv4: { id: 1, ip: this.serverAddress, blocked: false, dns_ptr: "server.example" },
        ipv6: null,
        floating_ips: [],
        firewalls: before.map(({ id }) => ({ id, status: "applied" })),
      },
    };
  }
}

function shown({ id, name, rules, applied_to: resources }: Firewall): object {
  return { id, name, rules, applied_to: resources, labels: {}, created };
}

function action(id: number, status: "running" | "success"): object {
  const done = status === "success";
  return {
    id,
    status,
    command: "set_firewall_rules",
    progress: done ? 100 : 0,
    started: created,
    finished: done ? created : null,
    error: null,
    resources: [],
  };
}

function page(kind: string, entries: readonly object[]): Answer {
  const pagination = { page: 1, per_page: 50, previous_page: null, next_page: null, last_page: 1, total_entries: entries.length };
  return { status: 200, body: { [kind]: entries, meta: { pagination } } };
}

function error(status: number, code: string, message: string, details: object | null = null): Answer {
  return { status, body: { error: { code, message, details } } };
}
