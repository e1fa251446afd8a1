import type { Contract } from "./images";

/** The NAS's services, and the server's end of the tunnel. */
export const homeContracts: Readonly<Record<string, Contract>> = {
  // services.md 15 and 0.3: the same binary as the server's two
  "caddy-home": {
    user: "any",
    ports: [8080, 8443],
    keeps: ["/data"],
    scratch: ["/config"],
    env: { XDG_DATA_HOME: "/data", XDG_CONFIG_HOME: "/config" },
    words: ["run", "--config"],
    adds: ["NET_BIND_SERVICE"],
    ready: { path: /^\/healthz$/, port: 8081 },
  },
  // services.md 13; the makers support neither another user than root nor a read-only root. The image's own check asks
  // for /status by TLS, and a first start without MongoDB never ends by itself (services-real.md).
  unifi: {
    user: [0, 0],
    ports: [8443, 8080, 3478],
    keeps: ["/config"],
    scratch: [],
    env: {
      PUID: /^[1-9][0-9]*$/,
      PGID: /^[1-9][0-9]*$/,
      MEM_LIMIT: /^[1-9][0-9]+$/,
      MONGO_HOST: "127.0.0.1",
      MONGO_PORT: "27017",
      MONGO_DBNAME: "unifi",
      MONGO_USER: "unifi",
      MONGO_AUTHSOURCE: "admin",
    },
    secretFiles: ["FILE__MONGO_PASS"],
    never: { MONGO_PASS: "a value in the clear" },
    adds: ["CHOWN", "SETGID", "SETUID"],
    ready: { path: /^\/status$/, port: 8443, tls: true },
    alive: { port: 8443 },
    startsWithin: 600,
    stopsWithin: 60,
    memory: 640,
  },
  // services.md 17; any user will do
  frps: {
    user: "any",
    ports: [7000, 1445],
    keeps: [],
    scratch: [],
    secretFiles: [],
    mountedSecrets: [/frp-token\/token$/, /frps-tls\/tls\.crt$/, /frps-tls\/tls\.key$/, /internal-ca\/ca\.crt$/],
    words: ["-c", /\.toml$/],
    ready: { path: /^\/healthz$/, port: 7500 },
  },
  frpc: {
    user: "any",
    ports: [7400],
    keeps: [],
    scratch: [],
    mountedSecrets: [/frp-token\/token$/, /frpc-tls\/tls\.crt$/, /frpc-tls\/tls\.key$/, /internal-ca\/ca\.crt$/],
    words: ["-c", /\.toml$/],
    // services-real.md: its page answers 200 while there is no tunnel, so the page alone says whether to start it again
    ready: { command: /tunnel-stands\.sh \/etc\/frp\/frpc\.toml smb$/ },
    starts: { path: /^\/healthz$/, port: 7400 },
    alive: { path: /^\/healthz$/, port: 7400 },
  },
};
