import { describe, expect, test } from "@jest/globals";
import { besideOf } from "../support/beside";
import { Dialling } from "../support/dialling";
import { probesOf } from "../support/probes";
import { type DistObject, whole } from "../support/stack";

/** The stack as it is, of these objects. */
const diallingOf = (objects: readonly DistObject[]): Dialling => new Dialling(objects, besideOf(whole.stack));

describe("the reader notices", () => {
  /** The whole stack with one object changed, and what is found wrong in it. */
  function after(kind: string, name: string, from: string | RegExp, to: string): string[] {
    const objects = whole.objects.map((one) => {
      if (one.object.kind !== kind || one.object.metadata.name !== name) return one;
      const changed = JSON.stringify(one.object).replace(from, to);
      expect(changed).not.toBe(JSON.stringify(one.object));
      return { ...one, object: JSON.parse(changed) as DistObject["object"] };
    });
    const dialling = diallingOf(objects);
    const lost = probesOf(objects).flatMap(({ of, port, isOpen }) => (isOpen ? [] : [`${of}: probe of ${port}`]));
    return [...dialling.faults, ...dialling.directory.faultsOfServices(), ...dialling.closed(), ...lost];
  }

  const detour = "edge/caddy-public: caddy-public-etc-caddy/Caddyfile: opensign-server.public.svc.cluster.local:8080";
  const tika = "public/paperless-business: PAPERLESS_TIKA_ENDPOINT: tika.public.svc.cluster.local:9998";
  const named = (app: string) => `"app.kubernetes.io/name":"${app}"`;

  test.each([
    [
      "the missing ingress of a detour",
      "NetworkPolicy",
      "opensign-server-ingress",
      named("caddy-public"),
      named("gone"),
      `${detour}: ingress is closed`,
    ],
    [
      "the missing egress of a detour",
      "NetworkPolicy",
      "caddy-public-egress",
      named("opensign-server"),
      named("gone"),
      `${detour}: egress is closed`,
    ],
    ["a rule for another port", "NetworkPolicy", "tika-ingress", '"port":9998', '"port":9999', `${tika}: ingress is closed`],
    [
      "a rule for a pod of another namespace",
      "NetworkPolicy",
      "tika-ingress",
      '"kubernetes.io/metadata.name":"public"',
      '"kubernetes.io/metadata.name":"private"',
      `${tika}: ingress is closed`,
    ],
    [
      "a mail server that is out of reach",
      "NetworkPolicy",
      "monica-egress",
      '"port":587',
      '"port":465',
      "public-root/monica: MAIL_HOST: smtp.example.com:587: egress is closed",
    ],
    [
      "names that may not be looked up",
      "NetworkPolicy",
      "frpc-egress",
      '"k8s-app":"kube-dns"',
      '"k8s-app":"dns"',
      "home/frpc: looks up names: egress is closed",
    ],
    [
      "a token without a way to the API server",
      "NetworkPolicy",
      "dozzle-egress",
      "10.77.0.1/32",
      "10.77.0.2/32",
      "ops/dozzle: its token: 10.77.0.1:6443: egress is closed",
    ],
    [
      "a port of the machine that is shut behind it",
      "NetworkPolicy",
      "adguard-ingress",
      "192.168.178.0/24",
      "192.168.179.0/24",
      "home/adguard: port 53 of the machine: ingress is closed",
    ],
    [
      "an upstream that no Service has",
      "ConfigMap",
      "caddy-public-etc-caddy",
      "reverse_proxy opensign-server.",
      "reverse_proxy sign-server.",
      "sign-server.public.svc.cluster.local:8080: there is no such Service",
    ],
    [
      "a tunnel that opens a port which the Service at its end has not",
      "ConfigMap",
      "frpc-etc-frp",
      "remotePort = 1445",
      "remotePort = 1446",
      "home/frpc: frpc-etc-frp/frpc.toml: frps.edge.svc.cluster.local:1446: the Service has no port 1446",
    ],
    [
      "an address that no Service has",
      "ConfigMap",
      "caddy-home-etc-caddy",
      "10.43.0.33",
      "10.43.0.34",
      "home/caddy-home: caddy-home-etc-caddy/Caddyfile: 10.43.0.34:3000: egress is closed",
    ],
    [
      "a host in a variable that no Service has",
      "Deployment",
      "paperless-business",
      "tika.public",
      "tika.private",
      "tika.private.svc.cluster.local:9998: there is no such Service",
    ],
    [
      "a port in a variable that the Service has not",
      "Deployment",
      "paperless-business",
      "cluster.local:9998",
      "cluster.local:9997",
      "tika.public.svc.cluster.local:9997: the Service has no port 9997",
    ],
    ["a Service with another port", "Service", "tika", '"port":9998', '"port":9990', `${tika}: the Service has no port 9998`],
    [
      "a Service that leads to a port its pod has not",
      "Service",
      "tika",
      '"targetPort":9998',
      '"targetPort":9990',
      `${tika}: public/tika has no port 9990`,
    ],
    [
      "a Service before no pod",
      "Service",
      "tika",
      /"selector":\{[^}]*\}/,
      `"selector":{${named("gone")}}`,
      `${tika}: the Service selects no pod`,
    ],
    [
      "a public site that only the VPN serves",
      "Deployment",
      "opensign-server",
      "https://sign.mk360.de",
      "https://mail.mk360.de",
      "SERVER_URL: mail.mk360.de:443: the name leads to the public address, where nobody serves it",
    ],
    [
      "a probe of a port that the container has not",
      "Deployment",
      "opensign-server",
      '"path":"/app/health","port":8080',
      '"path":"/app/health","port":8088',
      "public/opensign-server: opensign-server: probe of 8088",
    ],
    [
      "a command that asks such a port",
      "StatefulSet",
      "postgres",
      '"--host=127.0.0.1"',
      '"--host=127.0.0.1","--port=5433"',
      "storage/postgres: postgres: probe of 5433",
    ],
  ])("%s", (_, kind, name, from, to, found) => {
    expect(after(kind, name, from, to).join("\n")).toContain(found);
  });

  test("a policy that is gone", () => {
    const objects = whole.objects.filter(({ object }) => object.metadata.name !== "victoria-logs-ingress");
    expect(diallingOf(objects).closed()).toContain(
      "agents/vlagent-vps: the arguments of vlagent-vps: victoria-logs.ops.svc.cluster.local:9428: ingress is closed",
    );
  });

  test("a rule that nobody needs", () => {
    const objects = whole.objects.map(({ path, object }) => ({
      path,
      object: JSON.parse(
        JSON.stringify(object).replaceAll(/"port":9428,"protocol":"TCP"/g, '"port":9428,"protocol":"TCP"},{"port":22,"protocol":"TCP"'),
      ) as DistObject["object"],
    }));
    expect(diallingOf(objects).unneeded()).toContain("victoria-logs-ingress vlagent-vps 22/TCP");
  });
});
