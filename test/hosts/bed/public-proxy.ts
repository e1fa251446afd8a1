import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { loginsLog } from "../../../charts/model/access/failed-login";
import { caddyfile } from "../../../charts/services/edge/caddy/caddyfile";
import { eventually } from "../../api/eventually";
import { bedFolder } from "../../bed/place";
import { servedAt } from "../../support/running-caddy";
import { stackOf } from "../../support/stack";
import type { Bed } from "./bed";
import { addresses, type Name } from "./places";

/** Where a program of ours plays all services behind the proxy, in the pod. */
const behind = 9000;

/**
 * Starts the public proxy on its own Caddyfile, with an authority of its own, as the user of its pod: in the network of the
 * pod, with the machine's directory for the log of logins. Host ports 80 and 443 lead there from now on.
 */
export async function startPublicProxy(bed: Bed): Promise<void> {
  const { vps, vpsPod } = bed.places;
  await vpsPod.end("answer");
  for (const [port, to] of [
    [80, 8080],
    [443, 8443],
  ] as const) {
    const rule = ["-d", addresses.vps, "-p", "tcp", "--dport", `${port}`, "-j", "DNAT", "--to-destination", `${addresses.vpsPod}:${to}`];
    vps.run("iptables", "-t", "nat", "-I", "PREROUTING", "1", ...rule);
  }
  const home = "/run/caddy";
  const own = servedAt(behind, loginsLog.directory, caddyfile("internet")(stackOf(bed.config)))
    .replace("/data/caddy", `${home}/data`)
    .replace("admin off", "admin off\n\tlocal_certs\n\tskip_install_trust");
  vps.run("install", "-d", "-o", "1000", "-g", "1000", home);
  const written = bed.file("public.caddyfile", own);
  vps.run("install", "-m", "644", written, `${home}/Caddyfile`);
  // Where it lies on this computer, a machine sees a folder of its own.
  copyFileSync(process.env.CADDY_BIN ?? "", bedFolder("caddy"));
  vps.run("install", "-m", "755", bedFolder("caddy"), `${home}/caddy`);
  const inPod = ["nsenter", `--net=/proc/${vpsPod.holder}/ns/net`];
  const asUser = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"];
  vps.start("program", [...inPod, process.execPath, join(__dirname, "program.mjs"), `${behind}`]);
  vps.start("caddy", [...inPod, ...asUser, `${home}/caddy`, "run", "--config", `${home}/Caddyfile`, "--adapter", "caddyfile"], {
    env: { XDG_DATA_HOME: `${home}/data`, XDG_CONFIG_HOME: `${home}/config`, HOME: home },
  });
}

export async function untilSitesAnswer(bed: Bed): Promise<void> {
  const { vps } = bed.places;
  await eventually("the sites answer", 60, async () => {
    const statuses = ["business-docs", "vault-business"].map((site) => askSite(bed, "somebody", { site, path: "/" }));
    return statuses.every((status) => status === "200") ? [] : [statuses.join(), vps.log("caddy").slice(-2000), vps.log("program")];
  });
}

export interface Request {
  readonly site: string;
  readonly path: string;
  readonly form?: string;
  readonly headers?: readonly string[];
  /** Without TLS. Default: with. */
  readonly plain?: boolean;
  /** How long to wait for the answer. Default: 2. */
  readonly seconds?: number;
}

/** The status that somebody gets at a public site, `000` when nothing answers in time. */
export function askSite(bed: Bed, from: Name, { site, path, form, headers = [], plain = false, seconds = 2 }: Request): string {
  const host = `${site}.mk360.de`;
  const words = [
    ...["-sk", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", `${seconds}`, "--path-as-is"],
    ...[80, 443].flatMap((port) => ["--resolve", `${host}:${port}:${addresses.vps}`]),
    ...(form === undefined ? [] : ["--data", form]),
    ...headers.flatMap((header) => ["-H", header]),
    `${plain ? "http" : "https"}://${host}${path}`,
  ];
  return bed.places[from].run("bash", "-c", 'curl "$@" || true', "curl", ...words);
}
