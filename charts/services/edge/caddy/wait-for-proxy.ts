import { capped, cores, images, mebi, memory, milli, minutes, Program, type Text } from "../../vocabulary";
import script from "./wait-for-proxy.sh";

/** Longer than a first start of the public proxy takes, its image included; a proxy without certificates serves nobody meanwhile. */
const patience = minutes(5);

/**
 * Ends when the public proxy takes connections at an address, or when there are certificates already: whoever orders one
 * before Let's Encrypt reaches that proxy is refused, and after some refusals has to wait for an hour.
 */
export function waitForPublicProxy(host: Text, port: string): Program {
  return new Program("wait-for-proxy", {
    image: images.caddy,
    command: ["sh", "/wait/wait-for-proxy.sh"],
    env: { CERTIFICATES: "/data/caddy/certificates", PROXY_HOST: host, PROXY_PORT: port, WAIT_SECONDS: `${patience.seconds}` },
    files: { "/wait/wait-for-proxy.sh": script },
    memory: memory(mebi(16), mebi(32), "a shell that knocks"),
    cpu: capped(milli(10), cores(0.5), "nobody waits for it"),
  });
}
