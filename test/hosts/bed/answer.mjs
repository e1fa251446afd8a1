// node answer.mjs tcp:22 udp:53@203.0.113.10 ...: answers with the address of who calls, and sends back what it gets; on
// every address, or on the one that is named.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

for (const word of process.argv.slice(2)) {
  const [, protocol, port, address] = /^(tcp|udp):(\d+)(?:@(.+))?$/.exec(word);
  if (protocol === "tcp") {
    createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write(`${socket.remoteAddress.replace("::ffff:", "")}\n`);
      socket.pipe(socket);
    }).listen(Number(port), address);
  } else {
    const socket = createSocket("udp4");
    socket.on("message", (_, { address: caller, port: from }) => socket.send(caller, from, caller)).bind(Number(port), address);
  }
}
