import type { Chart } from "cdk8s";
import {
  Kustomization,
  KustomizationSpecDecryptionProvider,
  KustomizationSpecDeletionPolicy,
  KustomizationSpecSourceRefKind,
} from "../../imports/kustomize.toolkit.fluxcd.io";
import { GitRepository } from "../../imports/source.toolkit.fluxcd.io";
import type { Config } from "../config/schema";
import { partOf } from "./labels";
import { type Manifest, manifest } from "./manifest";
import type { Wave } from "./wave";

const namespace = "flux-system";
const source = "mk360";

interface Stage {
  readonly name: string;
  readonly path: `./dist/${Wave}` | "./secrets/cluster";
  readonly after: readonly string[];
  /** Whether Flux waits until everything in it works; not for what depends on the home link. */
  readonly waits: boolean;
  readonly decrypts?: boolean;
}

/**
 * foundation → secrets → storage → apps, because each needs the one before it. home and backup stand beside them:
 * the NAS may be away, and nothing must wait for it.
 */
const stages: readonly Stage[] = [
  { name: "mk360-foundation", path: "./dist/00-foundation", after: [], waits: true },
  { name: "mk360-secrets", path: "./secrets/cluster", after: ["mk360-foundation"], waits: true, decrypts: true },
  { name: "mk360-storage", path: "./dist/10-storage", after: ["mk360-secrets"], waits: true },
  { name: "mk360-apps", path: "./dist/20-apps", after: ["mk360-storage"], waits: true },
  { name: "mk360-home", path: "./dist/30-home", after: ["mk360-secrets"], waits: true },
  { name: "mk360-backup", path: "./dist/40-backup", after: ["mk360-secrets"], waits: false },
];

/** What the owner applies once, so that Flux follows the repository from then on. */
export function fluxOf(config: Config): Manifest[] {
  return [
    manifest("flux/source.yaml", namespace, (chart) => repository(chart, config)),
    manifest("flux/kustomizations.yaml", namespace, (chart) => {
      for (const stage of stages) kustomization(chart, stage);
    }),
  ];
}

function repository(chart: Chart, { git }: Config): void {
  new GitRepository(chart, "source", {
    metadata: { name: source, namespace, labels: partOf },
    spec: {
      url: git.repository,
      ref: { branch: git.branch },
      interval: `${git.intervalMinutes}m0s`,
      timeout: "1m0s",
      secretRef: { name: "mk360-git" },
      // Only what is applied travels into the cluster; the key of the authority lies beside the Secrets and must not.
      ignore: "/*\n!/dist\n!/secrets\n/secrets/*\n!/secrets/cluster\n",
    },
  });
}

function kustomization(chart: Chart, { name, path, after, waits, decrypts }: Stage): void {
  new Kustomization(chart, name, {
    metadata: { name, namespace, labels: partOf },
    spec: {
      sourceRef: { kind: KustomizationSpecSourceRefKind.GIT_REPOSITORY, name: source },
      path,
      interval: "1h0m0s",
      retryInterval: "2m0s",
      timeout: "15m0s",
      prune: true,
      wait: waits,
      force: false,
      deletionPolicy: KustomizationSpecDeletionPolicy.ORPHAN,
      ...(after.length > 0 ? { dependsOn: after.map((other) => ({ name: other })) } : {}),
      ...(decrypts ? { decryption: { provider: KustomizationSpecDecryptionProvider.SOPS, secretRef: { name: "sops-age" } } } : {}),
    },
  });
}
