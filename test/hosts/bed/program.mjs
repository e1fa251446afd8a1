// node program.mjs PORT: plays what stands behind the public proxy. A vault refuses a password with 400 and Paperless with the
// page that it had shown before, as the real ones were seen to; "right" is right.
import { createServer } from "node:http";

const large = Buffer.alloc(16 * 1024 * 1024, "x");
const refusals = { "/identity/connect/token": 400, "/accounts/login/": 200 };

createServer(async (request, response) => {
  let body = "";
  try {
    for await (const part of request) body += part;
  } catch {
    // Whoever sent it has gone.
    return;
  }
  if (request.url === "/large") {
    response.end(large);
    return;
  }
  const refusal = request.method === "POST" ? refusals[decodeURI(request.url ?? "")] : undefined;
  response.writeHead(refusal === undefined || body.includes("right") ? (refusal === 200 ? 302 : 200) : refusal).end();
}).listen(Number(process.argv[2]), "127.0.0.1");
