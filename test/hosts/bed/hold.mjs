// node hold.mjs ADDRESS PORT TEXT: holds one connection, says the text ten times a second, and prints a dot for each answer.
import { connect } from "node:net";

const [host, port, text] = process.argv.slice(2);
const socket = connect({ host, port: Number(port) });
socket.on("data", () => process.stdout.write("."));
socket.on("error", ({ code }) => process.stdout.write(`\n${code}\n`));
setInterval(() => socket.write(text), 100);
