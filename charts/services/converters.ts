import {
  answers,
  capped,
  cores,
  type Endpoint,
  gibi,
  health,
  images,
  mebi,
  memory,
  milli,
  minutes,
  type Network,
  type Phase,
  type Service,
  seconds,
  service,
  upTo,
  user,
} from "./vocabulary";

const burst = "one large document would starve the databases of processor time";

/** Gotenberg: HTML and Office files to PDF. One per side, so that no document crosses between them. */
export function gotenberg(at: Endpoint, network: Network, phase: Phase): Service {
  return service(at.service, {
    does: "Turns HTML and Office files into PDF.",
    network,
    machine: "vps",
    phase,
    image: images.gotenberg,
    runsAs: user(1001),
    args: [
      "gotenberg",
      `--api-port=${at.number}`,
      "--api-timeout=120s",
      "--api-disable-download-from=true",
      "--webhook-disable=true",
      // Documents come from strangers: no script of theirs runs, and nothing outside their own files is fetched.
      "--chromium-disable-javascript=true",
      "--chromium-allow-list=file:///tmp/.*",
      "--chromium-deny-private-ips=true",
      "--libreoffice-deny-private-ips=true",
    ],
    env: { HOME: "/home/gotenberg" },
    writes: { "/tmp": upTo(gibi(1)), "/home/gotenberg": upTo(mebi(256)) },
    ports: at.ports,
    memory: memory(mebi(160), mebi(512), "the Go server alone; Chromium and LibreOffice start with the first document"),
    cpu: capped(milli(50), cores(2), burst),
    health: health({ ready: answers("http", "/health"), timeout: seconds(10) }),
    stopsWithin: minutes(2),
  });
}

/** Tika: text and metadata out of Office files. */
export function tika(at: Endpoint, network: Network, phase: Phase): Service {
  return service(at.service, {
    does: "Reads text out of Office files and mails.",
    network,
    machine: "vps",
    phase,
    image: images.tika,
    runsAs: user(35002),
    // One JVM: the watchdog process that Tika starts otherwise needs memory of its own, and the kubelet watches already.
    args: ["--noFork"],
    env: {
      JAVA_TOOL_OPTIONS:
        "-Xms64m -Xmx288m -XX:MaxMetaspaceSize=128m -XX:ReservedCodeCacheSize=48m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError",
    },
    writes: { "/tmp": upTo(gibi(1)) },
    ports: at.ports,
    memory: memory(mebi(224), mebi(512), "64 MiB heap at rest, metaspace and code; the heap ends at 288 MiB"),
    cpu: capped(milli(50), cores(1), burst),
    health: health({ ready: answers("http", "/version"), startsWithin: minutes(3), timeout: seconds(10) }),
  });
}
