// Preloaded by tests: at every address something answers on the port of SSH, as on machines that stand.
const { syncBuiltinESMExports } = require("node:module");
const net = require("node:net");

const { connect } = net;
net.connect = (options, ...rest) => {
  if (options?.port !== 22) return connect(options, ...rest);
  const socket = new net.Socket();
  process.nextTick(() => socket.emit("connect"));
  return socket;
};
syncBuiltinESMExports();
