/**
 * What the API server and its controllers write where dist says nothing, by the field's name: a field that is there with
 * another value was written by somebody. Source: the API reference of Kubernetes 1.36, held against a real API server by
 * test/api/selftest.api.test.ts.
 */
const values: Readonly<Record<string, readonly unknown[]>> = {
  // Pods.
  restartPolicy: ["Always"],
  terminationGracePeriodSeconds: [30],
  dnsPolicy: ["ClusterFirst"],
  schedulerName: ["default-scheduler"],
  terminationMessagePath: ["/dev/termination-log"],
  terminationMessagePolicy: ["File"],
  imagePullPolicy: ["IfNotPresent"],
  protocol: ["TCP"],
  scheme: ["HTTP"],
  timeoutSeconds: [1],
  periodSeconds: [10],
  successThreshold: [1],
  failureThreshold: [3],
  defaultMode: [420],
  creationTimestamp: [null],
  apiVersion: ["v1"],
  divisor: ["0"],
  // Controllers.
  replicas: [1],
  minReadySeconds: [0],
  progressDeadlineSeconds: [600],
  revisionHistoryLimit: [10],
  podManagementPolicy: ["OrderedReady"],
  strategy: [{ type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } }],
  updateStrategy: [
    { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
    { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
  ],
  persistentVolumeClaimRetentionPolicy: [{ whenDeleted: "Retain", whenScaled: "Retain" }],
  completionMode: ["NonIndexed"],
  completions: [1],
  parallelism: [1],
  backoffLimit: [6],
  manualSelector: [false],
  podReplacementPolicy: ["TerminatingOrFailed"],
  concurrencyPolicy: ["Allow"],
  suspend: [false],
  successfulJobsHistoryLimit: [3],
  failedJobsHistoryLimit: [1],
  // Services.
  sessionAffinity: ["None"],
  internalTrafficPolicy: ["Cluster"],
  ipFamilyPolicy: ["SingleStack"],
  // Volumes, classes, rights.
  volumeMode: ["Filesystem"],
  preemptionPolicy: ["PreemptLowerPriority"],
  apiGroup: ["", "rbac.authorization.k8s.io"],
  globalDefault: [false],
};

/** What belongs to one object alone, and is given by the cluster: addresses, the volume of a claim, the claim of a volume. */
const given: readonly RegExp[] = [
  /^Service\.spec\.(clusterIPs?|ipFamilies)$/,
  /^PersistentVolumeClaim\.spec\.volumeName$/,
  /^PersistentVolume\.spec\.claimRef\.(apiVersion|kind|uid|resourceVersion)$/,
  /^Namespace\.spec$/,
  /^Job\.spec\.selector$/,
  /^Job\.spec\.template\.metadata\.labels\.(batch\.kubernetes\.io\/)?(controller-uid|job-name)$/,
  // kubectl rollout restart writes it there; it changes nothing but the pods' age.
  /\.template\.metadata\.annotations\.kubectl\.kubernetes\.io\/restartedAt$/,
];

/** Whether a field of which dist says nothing, at `path` below the kind, is one that the cluster fills in by itself. */
export function isDefault(path: string, field: string, value: unknown): boolean {
  if (isNothing(field, value)) return true;
  return given.some((pattern) => pattern.test(path)) || (values[field] ?? []).some((known) => same(known, value));
}

/**
 * What says no more than its absence. A switch that is off is none of these: of some fields the default is on. Neither is
 * an empty selector, which names everything.
 */
function isNothing(field: string, value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0 && !field.endsWith("Selector");
}

/** Switches that the API server leaves out when they are off. */
const offByDefault = new Set(["hostNetwork", "hostPID", "hostIPC", "readOnly", "stdin", "stdinOnce", "tty"]);

/** Whether the API server leaves out a field that dist writes, because it says what holds anyway. */
export function isLeftOut(field: string, value: unknown): boolean {
  return isNothing(field, value) || (value === false && offByDefault.has(field)) || (value === 0 && field === "minReadySeconds");
}

function same(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || one === null || typeof other !== "object" || other === null) return one === other;
  const [mine, theirs] = [Object.entries(one), Object.keys(other)];
  return mine.length === theirs.length && mine.every(([key, value]) => same(value, (other as Record<string, unknown>)[key]));
}
