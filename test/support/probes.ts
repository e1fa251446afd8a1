import { addressesIn } from "./endpoints";
import { type Container, containersOf, filesNamed, type Pod, type Probe, podsOf } from "./pods";
import type { DistObject } from "./stack";
import { labelled, portsOf } from "./targets";

/** One probe and the port that it asks; none where it looks at a process alone. */
export interface AskedProbe {
  readonly of: string;
  readonly by: "httpGet" | "tcpSocket" | "exec";
  readonly port?: number;
  readonly isOpen: boolean;
}

/** Every probe of every container. A container's own port answers the kubelet; a program inside may ask another of its pod. */
export function probesOf(objects: readonly DistObject[]): AskedProbe[] {
  return podsOf(objects).flatMap((pod) =>
    containersOf(pod).flatMap((container) => {
      const { name, ports = [], startupProbe, readinessProbe, livenessProbe } = container;
      return [startupProbe, readinessProbe, livenessProbe].flatMap((probe): AskedProbe[] => {
        if (!probe) return [];
        const of = `${labelled(pod)}: ${name}`;
        const { httpGet, tcpSocket, exec } = probe;
        const asked = httpGet ?? tcpSocket;
        if (asked) {
          const isOpen = ports.some(({ containerPort, protocol = "TCP" }) => containerPort === asked.port && protocol === "TCP");
          return [{ of, by: httpGet ? "httpGet" : "tcpSocket", port: asked.port, isOpen }];
        }
        if (!exec) throw new Error(`${of}: ${JSON.stringify(probe)} asks in a way that is not known here`);
        const port = portOf(objects, pod, container, exec);
        if (port === undefined) return [{ of, by: "exec", isOpen: true }];
        return [{ of, by: "exec", port, isOpen: portsOf(pod).some(({ containerPort }) => containerPort === port) }];
      });
    }),
  );
}

/** The port that a command asks. One that is not known here is an error: it may ask any. */
function portOf(
  objects: readonly DistObject[],
  pod: Pod,
  container: Container,
  { command }: NonNullable<Probe["exec"]>,
): number | undefined {
  const [program, script = "", settings = ""] = command;
  const text = program === "sh" ? fileAt(objects, pod, container, script) : command.join(" ");
  const [address] = addressesIn(text);
  if (address) return address.port;
  if (/\bpg_isready\b/.test(text)) return Number(/--port[= ](\d+)/.exec(text)?.[1] ?? 5432);
  if (/\bredis-cli\b/.test(text)) return Number(/ -p (\d+)/.exec(text)?.[1] ?? 6379);
  if (/\bfrpc status\b/.test(text)) return Number(/^webServer\.port = (\d+)$/m.exec(fileAt(objects, pod, container, settings))?.[1]);
  if (program === "grep" && command.at(-1) === "/proc/1/cmdline") return undefined;
  throw new Error(`${labelled(pod)}: ${command.join(" ")}: nobody knows here which port it asks`);
}

function fileAt(objects: readonly DistObject[], { spec }: Pod, { volumeMounts = [] }: Container, path: string): string {
  const mount = volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`) || path === mountPath);
  const source = spec.volumes?.find(({ name }) => name === mount?.name)?.configMap?.name;
  const text = filesNamed(objects, source ?? "")[path.slice(path.lastIndexOf("/") + 1)];
  if (text === undefined) throw new Error(`${path} is in no ConfigMap`);
  return text;
}
