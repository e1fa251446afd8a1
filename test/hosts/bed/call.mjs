// node call.mjs PROTOCOL:ADDRESS:PORT...: calls all at once, holds what opens until all have an outcome, and prints them as
// JSON: the address that the other side saw, "refused", and after two seconds "silent", or "open" where it took the connection.
import { createSocket } from "node:dgram";
import { connect } from "node:net";

const patience = 2000;

function overTcp(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let waited = "silent";
    const timer = setTimeout(() => resolve(waited), patience);
    const settle = (outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    socket.once("connect", () => {
      waited = "open";
    });
    socket.once("data", (data) => settle(`${data}`.trim()));
    socket.on("error", ({ code }) => settle(code === "ECONNREFUSED" ? "refused" : "silent"));
  });
}

function overUdp(host, port) {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => resolve("silent"), patience);
    const settle = (outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    socket.once("message", (data) => settle(`${data}`));
    socket.once("error", () => settle("silent"));
    socket.send("who am I", port, host);
  });
}

const outcomes = await Promise.all(
  process.argv.slice(2).map((word) => {
    const [, protocol, host, port] = /^(tcp|udp):(.+):(\d+)$/.exec(word);
    return protocol === "tcp" ? overTcp(host, Number(port)) : overUdp(host, Number(port));
  }),
);
process.stdout.write(JSON.stringify(outcomes), () => process.exit(0));
