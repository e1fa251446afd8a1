import type { Cause } from "./finding";

/** Everything of dist/00-foundation comes by one command. */
export const foundationMissing: Cause = { name: "foundation", fix: "kubectl apply -R -f dist/00-foundation" };
