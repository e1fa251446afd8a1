// node cluster.mjs PORT: plays the API server of a cluster that has the server's node, and every policy that it is asked for; it
// has nothing against a change.
import { createServer } from "node:http";

const nodes = { items: [{ metadata: { name: "vps", labels: { "mk360.de/site": "vps" } } }] };

createServer(({ url }, response) => {
  const { pathname } = new URL(url, "http://cluster");
  const policy = /\/networkpolicies\/([a-z0-9-]+)$/.exec(pathname)?.[1];
  const object = policy ? { metadata: { name: policy } } : pathname === "/api/v1/nodes" ? nodes : undefined;
  response.writeHead(object ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify(object ?? { message: `${url} is not played here` }));
}).listen(Number(process.argv[2]), "127.0.0.1");
