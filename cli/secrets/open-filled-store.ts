import { Refusal } from "../../charts/config/refusal";
import type { Authority } from "./authority";
import { SecretStore } from "./store";

/**
 * The store after its first day, or one credential of it, with its authority.
 * @throws Refusal when init has not run, or the authority is lost.
 */
export async function openFilledStore(only?: string): Promise<{ readonly store: SecretStore; readonly authority: Authority }> {
  const store = await SecretStore.open(only);
  if (store.authority) return { store, authority: store.authority };
  throw new Refusal("secrets/authority.yaml", [
    {
      where: "",
      value: "not there",
      allowed: "secrets as mk360 secrets init makes them",
      fix: "mk360 secrets init, or take the committed version back",
    },
  ]);
}
