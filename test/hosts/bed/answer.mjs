// node answer.mjs tcp:22 udp:53 ...: answers on every address with the address of who calls, and sends back what it gets.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

for (const word of process.argv.slice(2)) {
  const [protocol, port] = word.split(":");
  if (protocol === "tcp") {
    createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write(`${socket.remoteAddress.replace("::ffff:", "")}\n`);
      socket.pipe(socket);
    }).listen(Number(port));
  } else {
    const socket = createSocket("udp4");
    socket.on("message", (_, { address, port: from }) => socket.send(address, from, address)).bind(Number(port));
  }
}
