import { answers, endpoints, health, images, internalAuthority, mebi, memory, secretPath, service, tcp, user } from "../../vocabulary";
import { commonSettings, frpsPage, frpsTls, pagePasswordOf, pagePorts, tunnelToken } from "./frp";

const { frpsTunnel: tunnel, frpsSmb: smb } = endpoints;

const settings = [
  ...commonSettings(pagePorts.frps),
  `bindPort = ${tunnel.number}`,
  // The one port that a client may open here.
  `allowPorts = [{ single = ${smb.number} }]`,
  "maxPortsPerClient = 1",
  "detailedErrorsToClient = false",
  "transport.tls.force = true",
  `transport.tls.certFile = "${secretPath(frpsTls.file("tls.crt"))}"`,
  `transport.tls.keyFile = "${secretPath(frpsTls.file("tls.key"))}"`,
  "",
].join("\n");

export const frps = service("frps", {
  does: "The server's end of the tunnel to the NAS: what it offers is the NAS's SMB, for the archive jobs alone.",
  network: "edge",
  machine: "vps",
  phase: 3,
  image: images.frps,
  runsAs: user(1000),
  args: ["-c", "/etc/frp/frps.toml"],
  files: { "/etc/frp/frps.toml": settings },
  env: pagePasswordOf(frpsPage),
  secrets: [tunnelToken.file("token"), frpsTls.file("tls.crt"), frpsTls.file("tls.key"), internalAuthority.file("ca.crt")],
  ports: { ...tunnel.ports, ...smb.ports, page: tcp(pagePorts.frps) },
  // It is open only while frpc holds the tunnel.
  monitoredPorts: [smb.name],
  memory: memory(mebi(32), mebi(64), "measured: 10 MiB at rest; a Go program with one client"),
  health: health({ ready: answers("page", "/healthz") }),
});
