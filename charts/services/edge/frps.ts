import { images } from "../../images";
import { internalAuthority, secretPath } from "../../model/credential";
import { answers, health } from "../../model/health";
import { memory } from "../../model/resources";
import { service } from "../../model/service";
import { user } from "../../model/user";
import { tcp } from "../../values/port";
import { mebi } from "../../values/size";
import { commonSettings, frpPorts, frpsPage, frpsTls, pagePasswordOf, tunnelToken } from "./frp";

const settings = [
  ...commonSettings(frpPorts.frps),
  `bindPort = ${frpPorts.tunnel}`,
  // The one port that a client may open here.
  `allowPorts = [{ single = ${frpPorts.smb} }]`,
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
  ports: { tunnel: tcp(frpPorts.tunnel), smb: tcp(frpPorts.smb), page: tcp(frpPorts.frps) },
  // It is open only while frpc holds the tunnel.
  monitoredPorts: ["smb"],
  memory: memory(mebi(32), mebi(64), "a Go program with one client"),
  health: health({ ready: answers("page", "/healthz") }),
});
