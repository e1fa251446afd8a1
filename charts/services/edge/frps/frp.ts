import { Credential, certificate, type Environment, endpoints, internalAuthority, random, secretPath, text } from "../../vocabulary";

/** Where each end says that it is alive. */
export const pagePorts = { frps: 7500, frpc: 7400 } as const;

/** Both ends know it; the certificates are checked before it is ever sent. */
export const tunnelToken = new Credential("frp-token", "lets frpc into frps, beside the certificates", { token: random(48) });

export const frpsTls = new Credential("frps-tls", "proves to frpc that frps is frps", {
  "tls.crt": certificate("certificate", ...endpoints.frpsTunnel.certificateNames),
  "tls.key": certificate("key", ...endpoints.frpsTunnel.certificateNames),
});
export const frpcTls = new Credential("frpc-tls", "proves to frps that frpc is frpc", {
  "tls.crt": certificate("certificate", "frpc"),
  "tls.key": certificate("key", "frpc"),
});

/** The page that each end serves about itself; through it a stranger could change the tunnel. */
export const frpsPage = pageOf("frps");
export const frpcPage = pageOf("frpc");

function pageOf(end: string): Credential {
  return new Credential(`${end}-page`, `opens the page of ${end} about itself, which no route leads to`, {
    username: text("admin"),
    password: random(),
  });
}

/** The variable with the page's password: frp reads a file for its token alone. */
const pagePassword = "PAGE_PASSWORD";

export function pagePasswordOf(page: Credential): Environment {
  return { [pagePassword]: page.value("password") };
}

/** The lines that both ends have: the token, the page, how they talk, and where the log goes. */
export function commonSettings(port: number): string[] {
  return [
    // Without it frp would take the text "<no value>" for the password; a template that is not there ends it with these words.
    `{{ if not .Envs.${pagePassword} }}{{ template "${pagePassword} is not set" }}{{ end }}`,
    `log.to = "console"`,
    // One TCP connection for all streams keeps windows for each of them: more than 64 MiB in frpc where 11 are enough.
    "transport.tcpMux = false",
    `auth.method = "token"`,
    `auth.tokenSource.type = "file"`,
    `auth.tokenSource.file.path = "${secretPath(tunnelToken.file("token"))}"`,
    `transport.tls.trustedCaFile = "${secretPath(internalAuthority.file("ca.crt"))}"`,
    `webServer.addr = "0.0.0.0"`,
    `webServer.port = ${port}`,
    `webServer.user = "admin"`,
    `webServer.password = "{{ .Envs.${pagePassword} }}"`,
  ];
}
