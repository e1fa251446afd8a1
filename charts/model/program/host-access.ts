/** A directory or file of the machine that a pod sees. */
export interface HostPath {
  readonly path: string;
  /** Where the program finds it. */
  readonly at: string;
  /** What it cannot do without. */
  readonly why: string;
  /** Default: read-only. */
  readonly writable?: boolean;
  /**
   * The machine's set-up makes it, for the user that the program runs as, and the pod waits until it is there. Default: the
   * kubelet makes what is writable, for root.
   */
  readonly belongsToProgram?: boolean;
}

/** What of the machine itself a pod sees. Policies do not reach a pod on the machine's network. */
export interface HostAccess {
  /** Why it must. */
  readonly reason: string;
  /** The machine's own network. Default: no. */
  readonly network?: boolean;
  /** The machine's processes. Default: no. */
  readonly processes?: boolean;
  /** Default: none. */
  readonly paths?: readonly HostPath[];
}

/** What a program may ask the Kubernetes API. */
export interface KubernetesAccess {
  readonly reason: string;
  readonly rules: readonly KubernetesRule[];
}

/** One right at the Kubernetes API, in all namespaces. */
export interface KubernetesRule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** What it cannot do without. */
  readonly why: string;
}
