import { commonSettings, frpcPage, frpcTls, pagePasswordOf, pagePorts, tunnelToken } from "../../edge/frps/frp";
import {
  answers,
  type Context,
  calls,
  endpoints,
  health,
  images,
  internalAuthority,
  mebi,
  memory,
  nasShares,
  runs,
  seconds,
  secretPath,
  service,
  tcp,
  user,
} from "../../vocabulary";
import tunnelStands from "./tunnel-stands.sh";

function settings({ config }: Context): string {
  return [
    ...commonSettings(pagePorts.frpc),
    `serverAddr = "${endpoints.frpsTunnel.host}"`,
    `serverPort = ${endpoints.frpsTunnel.number}`,
    // The server may be away when this one starts; it then tries again until it is back.
    "loginFailExit = false",
    `transport.tls.serverName = "${endpoints.frpsTunnel.host}"`,
    `transport.tls.certFile = "${secretPath(frpcTls.file("tls.crt"))}"`,
    `transport.tls.keyFile = "${secretPath(frpcTls.file("tls.key"))}"`,
    "",
    "[[proxies]]",
    'name = "smb"',
    'type = "tcp"',
    `localIP = "${config.machines.nas.bulk.server}"`,
    "localPort = 445",
    `remotePort = ${endpoints.frpsSmb.number}`,
    "",
  ].join("\n");
}

export const frpc = service("frpc", {
  does: "The NAS's end of the tunnel: leads its SMB to the server, for the archive jobs alone.",
  network: "home",
  machine: "nas",
  phase: 3,
  image: images.frpc,
  runsAs: user(1000),
  args: ["-c", "/etc/frp/frpc.toml"],
  files: { "/etc/frp/frpc.toml": settings, "/scripts/tunnel-stands.sh": tunnelStands },
  env: pagePasswordOf(frpcPage),
  secrets: [tunnelToken.file("token"), frpcTls.file("tls.crt"), frpcTls.file("tls.key"), internalAuthority.file("ca.crt")],
  ports: { page: tcp(pagePorts.frpc) },
  uses: [calls(endpoints.frpsTunnel, "opens the tunnel"), nasShares("leads SMB into the tunnel")],
  memory: memory(mebi(32), mebi(64), "measured: 10.6 MB at most, while an archive goes through the tunnel; a Go program with one tunnel"),
  // Its page says that the program runs, and says so too while the server is away: no reason for a new start.
  health: health({
    ready: runs("sh", "/scripts/tunnel-stands.sh", "/etc/frp/frpc.toml", "smb"),
    alive: answers("page", "/healthz"),
    starts: answers("page", "/healthz"),
    every: seconds(30),
  }),
});
