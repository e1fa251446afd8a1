// node slow.mjs SHAPE COUNT ADDRESS HOST: opens so many connections to port 443 and keeps them, in one of four slow shapes. Prints
// how many stand, once a second.
import { connect as connectPlain } from "node:net";
import { connect } from "node:tls";

const [shape, count, address, host] = process.argv.slice(2);
const open = new Set();

const head = (method, path) => `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n`;
const trickle = (socket, text) => {
  const timer = setInterval(() => socket.write(text), 2000);
  socket.on("close", () => clearInterval(timer));
};
const withTls = (use) => {
  const socket = connect({ host: address, port: 443, servername: host, rejectUnauthorized: false }, () => use(socket));
  return socket;
};

const shapes = {
  // Never says who it is.
  greeting: () => connectPlain(443, address),
  // Never ends its headers.
  headers: () =>
    withTls((socket) => {
      socket.write(head("GET", "/"));
      trickle(socket, "X-A: b\r\n");
    }),
  // Never ends its form.
  body: () =>
    withTls((socket) => {
      socket.write(`${head("POST", "/")}Content-Length: 1000000\r\n\r\n`);
      trickle(socket, "a");
    }),
  // Never reads what it asked for.
  reading: () =>
    withTls((socket) => {
      socket.pause();
      socket.write(`${head("GET", "/large")}\r\n`);
    }),
};

for (let number = 0; number < Number(count); number += 1) {
  const socket = shapes[shape]();
  socket.on(shape === "greeting" ? "connect" : "secureConnect", () => open.add(socket));
  socket.on("close", () => open.delete(socket));
  socket.on("error", () => undefined);
}
setInterval(() => process.stdout.write(`${open.size}\n`), 1000);
