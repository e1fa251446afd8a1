/** How much of it is kept. Source: k3s' CIS hardening guide. */
export const auditLog = { days: 30, files: 10, megabytesOfFile: 100 };

/** The parts of k3s itself; what they read is what the cluster is made of, thousands of times an hour. */
const ownParts = [
  "system:apiserver",
  "system:kube-controller-manager",
  "system:kube-scheduler",
  "system:kube-proxy",
  "system:k3s-controller",
];
const reading = ["get", "list", "watch"];

/**
 * Who did what to which object, and when. No content of a request or an answer is ever written, so no secret either.
 */
export function auditPolicy(): object {
  return {
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    omitStages: ["RequestReceived"],
    rules: [
      { level: "None", nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", "/version"] },
      {
        level: "None",
        resources: [
          { group: "", resources: ["events"] },
          { group: "events.k8s.io", resources: ["events"] },
          { group: "coordination.k8s.io", resources: ["leases"] },
        ],
      },
      // Whoever it is: a machine that somebody else has taken over reads as itself.
      { level: "Metadata", resources: [{ group: "", resources: ["secrets"] }] },
      { level: "None", verbs: reading, userGroups: ["system:nodes"] },
      { level: "None", verbs: reading, users: ownParts },
      { level: "Metadata" },
    ],
  };
}
