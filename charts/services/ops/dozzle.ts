import { accepts, answers, health, hours, images, kubernetesApi, mebi, memory, service, tcp, upTo, user, vpnSite } from "../vocabulary";

export const dozzle = service("dozzle", {
  does: "Shows the logs of all programs as they are written, in the browser.",
  network: "ops",
  machine: "vps",
  phase: 3,
  image: images.dozzle,
  runsAs: user(1000),
  env: {
    DOZZLE_MODE: "k8s",
    DOZZLE_ADDR: ":8080",
    // Whoever is in the VPN may read logs, and nothing else: no starting, no stopping, no shell.
    DOZZLE_ENABLE_ACTIONS: "false",
    DOZZLE_ENABLE_SHELL: "false",
    DOZZLE_NO_ANALYTICS: "true",
    DOZZLE_RELEASE_CHECK_MODE: "manual",
    GOMEMLIMIT: "56MiB",
  },
  kubernetes: {
    reason: "it reads logs through the API server: which pods there are, what they say, and what they take",
    rules: [
      { groups: [""], resources: ["pods"], verbs: ["get", "list", "watch"], why: "shows which programs there are, as they come and go" },
      { groups: [""], resources: ["pods/log"], verbs: ["get"], why: "shows what each of them says" },
      { groups: [""], resources: ["nodes"], verbs: ["list"], why: "looks for one node at its start, and ends without" },
      {
        groups: ["apps"],
        resources: ["deployments", "replicasets", "daemonsets", "statefulsets"],
        verbs: ["get"],
        why: "groups pods by what made them",
      },
      { groups: ["batch"], resources: ["jobs", "cronjobs"], verbs: ["get"], why: "groups the pods of a job by their schedule" },
      { groups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["list"], why: "shows what each program takes, and does not live without" },
    ],
  },
  uses: [kubernetesApi("reads the logs of all pods")],
  writes: { "/data": upTo(mebi(16)), "/tmp": upTo(mebi(16)) },
  ports: { http: tcp(8080) },
  sites: [
    vpnSite("logs", {
      port: "http",
      purpose: "Logs of all programs",
      probe: "/healthcheck",
      timeout: hours(1),
      withoutLogin: "its own users lie in a file on a volume, and it has none",
    }),
  ],
  memory: memory(mebi(32), mebi(64), "one Go program that passes lines on; its own limit is 56 MiB"),
  // Its answer asks the API server: as liveness it would start anew whenever that is away.
  health: health({ ready: answers("http", "/healthcheck"), alive: accepts("http") }),
});
