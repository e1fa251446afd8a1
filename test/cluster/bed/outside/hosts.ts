import { outside } from "../../../bed/place";
import { noInternet, places, portsOfTheInternet } from "../addresses";
import { program } from "../programs";

/** Whoever may be called outside, and answers: what policies must keep pods from, and what they must let them reach. */
const servers: Readonly<Record<string, readonly [address: string, ...ports: string[]]>> = {
  web: [places.web, "http:443", "http:80", "tcp:587", "tcp:25", "tcp:22", "tcp:8080"],
  mail: [places.mailServer, "tcp:587", "tcp:465", "tcp:25", "tcp:443"],
  somebody: [places.somebody, "tcp:22", "tcp:443", "tcp:3306"],
  resolver: [places.publicResolver, "tcp:53", "udp:53", "tcp:443"],
  router: [places.router, "http:80", "tcp:443"],
  nas: [places.nasItself, "http:5000", "tcp:2049", "tcp:22"],
  laptop: [places.laptop, "tcp:22"],
  television: [places.homeDevice, "http:80"],
};

export function startHosts(): void {
  const ports = portsOfTheInternet.map((port) => `tcp:${port}`);
  const hidden = noInternet.map((address) => [address, [address, ...ports]] as const);
  for (const [name, [address, ...ports]] of [...Object.entries(servers), ...hidden]) {
    outside.start(`host-${name}`, [program("standin"), "serve", "--address", address, ...ports]);
  }
}
