import { type Beside, type Endpoint, isAddress, tunnelsOf } from "./endpoints";
import { addresses } from "./network-world";
import type { Pod } from "./pods";
import { allows, type Place, policiesOf, selects } from "./reachability";
import type { DistObject } from "./stack";
import { Directory, internet, isPrivate, labelled, portsOf } from "./targets";

/** Variables and files with a name that the program only shows, in mails and to browsers, or compares with what another one has. */
export const shownOnly: readonly string[] = [
  "PAPERLESS_URL",
  "PAPERLESS_PUBLIC_URL",
  "N8N_HOST",
  "N8N_EDITOR_BASE_URL",
  "N8N_WEBHOOK_URL",
  "DOMAIN",
  "APP_URL",
  "REACT_APP_SERVERURL",
  ...["alarms", "invoice", "invoice-arrival", "invoice-form", "tagging"].flatMap((name) =>
    ["n8n-set-up", "n8n-set-up-daily"].map((owner) => `${owner}-workflows-${name.replace(/-.*/, "")}/mk360-${name}.json`),
  ),
];

type Policy = ReturnType<typeof policiesOf>[number];

/** One connection that a program will open, and the ends whose policies have a say in it. */
interface Asked {
  readonly named: string;
  readonly from: Place;
  readonly to: Place;
  /** Number and protocol, such as `5432/TCP`. */
  readonly port: string;
}

const dns: Place = { name: "kube-system/kube-dns", namespace: "kube-system", labels: { "k8s-app": "kube-dns" }, ours: false };

/** What a stack's texts name, what is wrong with it by itself, and what the policies say to it. */
export class Dialling {
  readonly directory: Directory;
  readonly called: readonly Endpoint[];
  /** Addresses that lead nowhere, whatever policies say. */
  readonly faults: readonly string[];
  private readonly policies: readonly Policy[];
  private readonly asked: readonly Asked[];

  constructor(objects: readonly DistObject[], beside: readonly Beside[] = []) {
    this.directory = new Directory(objects, beside);
    this.policies = policiesOf(objects);
    this.called = this.directory.endpoints.filter(({ where }) => !shownOnly.includes(where));
    const tunnels = tunnelsOf(objects).map((endpoint) => ({ named: wordsOf(endpoint), answers: this.directory.answersTo(endpoint) }));
    const calls = this.called.map((endpoint) => ({ endpoint, named: wordsOf(endpoint), answers: this.directory.answersTo(endpoint) }));
    this.faults = [
      ...[...calls, ...tunnels].flatMap(({ named, answers }) =>
        answers.flatMap((answer) => ("fault" in answer ? [`${named}: ${answer.fault}`] : [])),
      ),
      ...this.called.flatMap(unknownName),
    ];
    this.asked = [
      ...calls.flatMap(({ endpoint, named, answers }) =>
        answers.flatMap((answer) =>
          "fault" in answer
            ? []
            : [
                {
                  named,
                  from: placeOf(endpoint.pod),
                  to: "pod" in answer ? placeOf(answer.pod) : outside(answer.address),
                  port: `${answer.port}/TCP`,
                },
              ],
        ),
      ),
      ...this.called.flatMap(lookUps),
      ...this.directory.pods.flatMap(portsOfMachine),
    ];
  }

  /** The connections that the policies keep shut, each with the end that does. */
  closed(): string[] {
    return closedOf(this.asked, this.policies);
  }

  /** Each port of each rule that no connection needs: without it nothing that is asked is shut. */
  unneeded(): string[] {
    return this.policies.flatMap((policy) => {
      const asked = this.asked.filter(({ from, to }) => selects(policy, from) || selects(policy, to));
      const others = this.policies.filter((other) => other !== policy);
      return lessOnePort(policy).flatMap(({ port, less }) => (closedOf(asked, [...others, less]).length === 0 ? [port] : []));
    });
  }
}

function closedOf(asked: readonly Asked[], policies: readonly Policy[]): string[] {
  const shut = asked.flatMap(({ named, from, to, port }) => [
    ...(isOurs(from) && !allows(policies, from, "Egress", to, port) ? [`${named}: egress is closed`] : []),
    ...(isOurs(to) && !allows(policies, to, "Ingress", from, port) ? [`${named}: ingress is closed`] : []),
  ]);
  return [...new Set(shut)];
}

/** The policy without each of its ports in turn, and what that port is. */
function lessOnePort(policy: Policy): { readonly port: string; readonly less: Policy }[] {
  return (["egress", "ingress"] as const).flatMap((direction) => {
    const rules = policy.spec[direction] ?? [];
    return rules.flatMap((rule) =>
      (rule.ports ?? []).map((gone) => {
        const ports = (rule.ports ?? []).filter((port) => port !== gone);
        const rest = rules.flatMap((other) => (other !== rule ? [other] : ports.length > 0 ? [{ ...rule, ports }] : []));
        const [peer] = (direction === "egress" ? rule.to : rule.from) ?? [];
        const other = peer?.ipBlock?.cidr ?? Object.values(peer?.podSelector?.matchLabels ?? {}).join();
        return {
          port: `${policy.name} ${other} ${gone.port}/${gone.protocol}`,
          less: { ...policy, spec: { ...policy.spec, [direction]: rest } },
        };
      }),
    );
  });
}

const isOurs = (place: Place): boolean => "ours" in place && place.ours;

const outside = (address: string): Place => ({ name: address, address });

const placeOf = (pod: Pod): Place => ({ name: labelled(pod), namespace: pod.namespace, labels: pod.labels, ours: true });

const wordsOf = ({ pod, where, host, port }: Endpoint): string => `${labelled(pod)}: ${where}: ${host}:${port}`;

const asksOthers = ({ spec }: Pod): boolean => spec.dnsPolicy === "None";

/** Who asks a resolver of his own gets no answer to a name of the cluster. */
function unknownName({ pod, host }: Endpoint): string[] {
  return asksOthers(pod) && host.endsWith(".svc.cluster.local") ? [`${labelled(pod)}: nobody it asks knows ${host}`] : [];
}

function lookUps({ pod, host }: Endpoint): Asked[] {
  if (isAddress(host)) return [];
  const resolvers = asksOthers(pod) ? (pod.spec.dnsConfig?.nameservers ?? []).map(outside) : [dns];
  if (resolvers.length === 0) throw new Error(`${labelled(pod)} asks nobody for names`);
  return resolvers.flatMap((to) =>
    ["53/UDP", "53/TCP"].map((port) => ({ named: `${labelled(pod)}: looks up names`, from: placeOf(pod), to, port })),
  );
}

/** Who calls a machine's address in the WireGuard network: a device that of the server, the server that of the NAS. */
const callers: Readonly<Record<string, string>> = {
  [addresses["VPN server"]]: addresses["VPN device"],
  [addresses["VPN NAS"]]: addresses["VPN server"],
};

/** A port of the machine is there for those who reach its address: the home network, the VPN, or everybody. */
function portsOfMachine(pod: Pod): Asked[] {
  return portsOf(pod).flatMap(({ hostPort, hostIP = "", containerPort, protocol = "TCP" }) => {
    if (!hostPort) return [];
    const from = outside(callers[hostIP] ?? (isPrivate(hostIP) ? hostIP : internet));
    return [{ named: `${labelled(pod)}: port ${hostPort} of the machine`, from, to: placeOf(pod), port: `${containerPort}/${protocol}` }];
  });
}
