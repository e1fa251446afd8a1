/** What a machine that starts tells of all its pods at once, and what no machine tells for longer. */
const eventsOfNamespace = { qps: 50, burst: 500 };

/**
 * What the API server holds against every request: pods of a namespace that says nothing of itself are held to the
 * strictest standard, and nobody fills the store with events. Numbers for the whole server are those of k3s' hardening guide.
 */
export function admission(): object {
  return {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "AdmissionConfiguration",
    plugins: [
      {
        name: "PodSecurity",
        configuration: {
          apiVersion: "pod-security.admission.config.k8s.io/v1",
          kind: "PodSecurityConfiguration",
          defaults: Object.fromEntries(
            ["enforce", "audit", "warn"].flatMap((mode) => [
              [mode, "restricted"],
              [`${mode}-version`, "latest"],
            ]),
          ),
          // What k3s brings itself runs there.
          exemptions: { namespaces: ["kube-system"] },
        },
      },
      {
        name: "EventRateLimit",
        configuration: {
          apiVersion: "eventratelimit.admission.k8s.io/v1alpha1",
          kind: "Configuration",
          limits: [
            { type: "Server", qps: 5000, burst: 20000 },
            { type: "Namespace", ...eventsOfNamespace },
          ],
        },
      },
    ],
  };
}
