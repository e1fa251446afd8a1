import { join } from "node:path";
import { buildSync } from "esbuild";

const standIns = join(__dirname, "../../set-up/stand-ins");

/** What plays the parts of services that are filled, as files of the image: each a program in one file, for its Node. */
export function nodePrograms(): Readonly<Record<string, string>> {
  return {
    // Where the image of Uptime Kuma has them.
    "app/package.json": '{"private":true}\n',
    "app/server/server.js": bundled(join(standIns, "uptime-kuma/server/server.js")),
    "app/node_modules/socket.io-client/package.json": '{"name":"socket.io-client","main":"index.js"}\n',
    "app/node_modules/socket.io-client/index.js": bundled(require.resolve("socket.io-client")),
    "usr/local/share/standin/paperless.js": bundled(join(standIns, "paperless/server.js")),
    "usr/local/share/standin/monica.js": bundled(join(standIns, "monica/server.js")),
    "usr/local/share/standin/opensign.js": bundled(join(standIns, "opensign/server.js")),
    "usr/local/share/standin/vaultwarden.js": bundled(join(standIns, "vaultwarden/server.js")),
    "usr/local/share/standin/n8n.js": bundled(join(standIns, "n8n/server.js")),
    // Where n8n's image has its own, in the PATH.
    "usr/local/bin/n8n": `#!/usr/local/bin/node\n${bundled(join(standIns, "n8n/cli.js"))}`,
  };
}

function bundled(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
    // Faster where they are there, and not needed.
    external: ["bufferutil", "utf-8-validate"],
  });
  return outputFiles[0]?.text ?? "";
}
