import { describe, expect, test } from "@jest/globals";
import { KubeConfig } from "@kubernetes/client-node";
import { withCluster } from "../../../cli/hosts/kubeconfig";

/** In the form in which k3s writes it. */
const ofK3s = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: https://127.0.0.1:6443
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
preferences: {}
users:
- name: default
  user:
    client-certificate-data: Q0VSVA==
    client-key-data: S0VZ
`;
const server = "https://10.77.0.1:6443";
const merged = (present: string) => withCluster(present, { ofK3s, server, file: "~/.kube/config" });
const read = (text: string) => {
  const config = new KubeConfig();
  config.loadFromString(text);
  return config;
};

describe("the kubeconfig", () => {
  test("of a computer that has none is the cluster's, at its address in the VPN", () => {
    const config = read(merged(""));
    expect(config.getCurrentCluster()).toMatchObject({ name: "mk360", server, caData: "Q0E=" });
    expect(config.getCurrentUser()).toMatchObject({ certData: "Q0VSVA==", keyData: "S0VZ" });
  });

  test("keeps other clusters, and whatever else is in it", () => {
    const other = merged("").replaceAll("mk360", "work").replace("apiVersion: v1", "apiVersion: v1\npreferences:\n  colors: true");
    const text = merged(other);
    expect(read(text).clusters.map(({ name }) => name)).toEqual(["work", "mk360"]);
    expect(text).toContain("preferences:\n  colors: true\n");
  });

  test("has the cluster once, when it is brought again", () => {
    expect(merged(merged(""))).toBe(merged(""));
  });

  test.each([
    ["a list", "[1]"],
    ["a broken file", "users: [client-key-data: S0VZ"],
    ["no list of clusters", "clusters: here"],
  ])("that is %s is refused, and not a word of it is said", (_, text) => {
    expect(() => merged(text)).toThrow(/^~\/\.kube\/config is "not in the form of a kubeconfig"/);
    expect(() => merged(text)).not.toThrow(/S0VZ|here/);
  });
});
