import type { Contract } from "./images";

/** services.md 12 and apis.md 8; user 201 is the image's own netdata. */
const netdata: Contract = {
  user: [201, 201],
  ports: [19999],
  keeps: [],
  scratch: ["/etc/netdata", "/var/cache/netdata", "/var/lib/netdata", "/tmp"],
  prepared: ["/etc/netdata"],
  env: { DO_NOT_TRACK: "1", NETDATA_LISTENER_PORT: "19999" },
  never: { NETDATA_CLAIM_TOKEN: "the cloud is not wanted" },
  ready: { path: /^\/api\/v1\/info$/, port: 19999 },
  memory: 256,
};

/** apis.md 9; only root reads the logs of pods. */
const vlagent: Contract = {
  user: [0, 0],
  ports: [9429],
  keeps: [],
  scratch: [],
  words: [
    "-kubernetesCollector",
    /^-remoteWrite\.url=http:\/\/victoria-logs\.ops\.svc\.cluster\.local:9428\/insert\/native$/,
    "-tmpDataPath=/var/lib/vlagent",
    /^-remoteWrite\.maxDiskUsagePerURL=[0-9]+$/,
    /^-remoteWrite\.rateLimit=[1-9][0-9]+$/,
    /excludeFilter=kubernetes\.pod_name:=%\{HOSTNAME\}$/,
    "-envflag.enable",
  ],
  ready: { path: /^\/health$/, port: 9429 },
  memory: 64,
};

export const opsContracts: Readonly<Record<string, Contract>> = {
  // services-real.md: 587 begins with STARTTLS; the script of ours says which variables it cannot do without
  "server-watch": {
    user: "any",
    ports: [8080],
    keeps: [],
    scratch: [],
    env: {
      WAYS: /^over WireGuard=https:\/\/10\.77\.0\.1:6443\//,
      EVERY_SECONDS: "60",
      SILENT_SECONDS: "600",
      SMTP_HOST: /.+/,
      SMTP_PORT: /^(465|587)$/,
      SMTP_USER: /.+/,
      MAIL_FROM: /@/,
      MAIL_TO: /@/,
      HEALTH_PORT: "8080",
    },
    secretFiles: ["SMTP_PASSWORD_FILE"],
    ready: { path: /^\/healthz$/, port: 8080 },
  },
  "netdata-vps": netdata,
  "netdata-nas": netdata,
  // services.md 24
  dozzle: {
    user: "any",
    ports: [8080],
    keeps: [],
    scratch: ["/data"],
    env: {
      DOZZLE_MODE: "k8s",
      DOZZLE_NO_ANALYTICS: "true",
      DOZZLE_ENABLE_ACTIONS: "false",
      DOZZLE_ENABLE_SHELL: "false",
    },
    never: { DOZZLE_AUTH_PROVIDER: "in forward-proxy mode a request without the role header has every role" },
    ready: { path: /^\/healthcheck$/, port: 8080 },
    // It lists pods at each answer, and says 500 while the API server is away (its internal/web and internal/k8s; test/cluster).
    alive: { port: 8080 },
  },
  // apis.md 9; a bare number of days would be months
  "victoria-logs": {
    user: "any",
    ports: [9428],
    keeps: ["/logs"],
    scratch: [],
    words: [
      "-storageDataPath=/logs",
      "-retentionPeriod=90d",
      /^-retention\.maxDiskSpaceUsageBytes=[0-9]+$/,
      /^-memory\.allowedBytes=[0-9]+$/,
      /^-storage\.minFreeDiskSpaceBytes=[0-9]{8,}$/,
    ],
    ready: { path: /^\/health$/, port: 9428 },
  },
  "vlagent-vps": vlagent,
  "vlagent-nas": vlagent,
};
