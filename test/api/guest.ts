import { machineLabel } from "../../charts/kit/labels";

/** What a pod asks for; memory and disk in bytes, CPU in thousandths. */
export interface Wish {
  readonly cpu: number;
  readonly memory: number;
  readonly memoryLimit: number;
  readonly disk: number;
}

export interface GuestOptions {
  /** A limit range caps each container, so a large wish needs several. */
  readonly containers?: number;
  readonly machine?: string;
  /** Changes to what makes the pod acceptable under `restricted`. */
  readonly security?: object;
  readonly spec?: object;
}

/** A pod that no rule but the ones under test can object to. */
export function guestPod(name: string, wish: Wish, { containers = 1, machine, security = {}, spec = {} }: GuestOptions = {}): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      ...(machine ? { nodeSelector: { [machineLabel]: machine }, tolerations: [{ key: machineLabel, operator: "Exists" }] } : {}),
      ...spec,
      containers: Array.from({ length: containers }, (_, index) => ({
        name: `part-${index}`,
        image: "docker.io/library/busybox:1",
        resources: {
          requests: { cpu: `${share(wish.cpu, containers, index)}m`, memory: `${share(wish.memory, containers, index)}` },
          limits: {
            memory: `${share(wish.memoryLimit, containers, index)}`,
            "ephemeral-storage": `${share(wish.disk, containers, index)}`,
          },
        },
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          seccompProfile: { type: "RuntimeDefault" },
          ...security,
        },
      })),
    },
  };
}

/** Whole numbers that add up to `total`. */
function share(total: number, parts: number, index: number): number {
  return Math.floor(total / parts) + (index < total % parts ? 1 : 0);
}
