import { writeFileSync } from "node:fs";
import { bedFolder, outside } from "../../../bed/place";
import { owners, places } from "../addresses";
import type { Authority } from "../authority";
import { program } from "../programs";
import { inRoot } from "./root";

const name = "acme-v02.api.letsencrypt.org";
const staging = "acme-staging-v02.api.letsencrypt.org";

/**
 * How long a certificate is good. Caddy looks at its certificates every ten minutes and renews one in the last half of its
 * life, so with a quarter of an hour the first look after the start renews.
 */
export const lifetimeSeconds = process.env.LONG ? 15 * 60 : 90 * 24 * 3600;

/** Let's Encrypt's own server for tests, behind the name and the path of the real one. */
export async function startLetsEncrypt(authority: Authority): Promise<void> {
  const front = await authority.sign(`CN=${name}`, { names: [name, staging, "localhost"], addresses: ["127.0.0.1"] });
  writeFileSync(bedFolder("acme.pem"), front.certificate);
  writeFileSync(bedFolder("acme-key.pem"), front.key);
  writeFileSync(
    bedFolder("pebble.json"),
    JSON.stringify({
      pebble: {
        ...{ listenAddress: "127.0.0.1:14000", managementListenAddress: "127.0.0.1:15000" },
        ...{ certificate: bedFolder("acme.pem"), privateKey: bedFolder("acme-key.pem"), httpPort: 80, tlsPort: 443 },
        ...{ ocspResponderURL: "", externalAccountBindingRequired: false },
        profiles: { default: { description: "the only one", validityPeriod: lifetimeSeconds } },
      },
    }),
  );
  outside.start("pebble", [program("pebble"), "-config", bedFolder("pebble.json"), "-dnsserver", `${owners.network.lanResolver}:53`], {
    // It invents waits and bad nonces, which clients must bear in the real world and would only slow this one.
    env: { PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0" },
  });
  writeFileSync(
    bedFolder("acme.Caddyfile"),
    `{
  admin off
  auto_https off
}
https://${name} https://${staging} {
  bind ${places.letsEncrypt}
  tls ${bedFolder("acme.pem")} ${bedFolder("acme-key.pem")}
  rewrite /directory /dir
  reverse_proxy https://127.0.0.1:14000 {
    header_up Host {host}
    transport http {
      tls_trust_pool file ${bedFolder("ca.pem")}
    }
  }
}
`,
  );
  outside.start("acme", [...inRoot("/usr/local/bin/caddy"), "run", "--config", bedFolder("acme.Caddyfile"), "--adapter", "caddyfile"], {
    env: { XDG_DATA_HOME: "/tmp", XDG_CONFIG_HOME: "/tmp", HOME: "/tmp" },
  });
}

/** The certificate with which it signs, which it makes anew at each start. */
export const rootOfLetsEncrypt = (): string =>
  outside.run("curl", "--silent", "--show-error", "--cacert", bedFolder("ca.pem"), "https://127.0.0.1:15000/roots/0");
