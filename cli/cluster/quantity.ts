import { quantityToScalar } from "@kubernetes/client-node/dist/util.js";

/** The number that a Kubernetes quantity stands for, in whichever unit the API server chose to show it. */
export function amount(quantity: string): number {
  return Number(quantityToScalar(quantity));
}
