import { isOnTheInternet } from "../values/address";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** Whether there is somebody to ask while the NAS is away, outside of what the stack runs itself. */
export function checkPublicResolvers({ network: { publicResolvers }, machines }: Config): Fault[] {
  const where = "network.publicResolvers";
  const allowed = "one to three addresses of resolvers that the internet reaches, and none of the stack's own";
  const fix = "write those of a provider that you trust, or leave the field out for those of Quad9";
  if (publicResolvers.length === 0) return [{ where, value: [], allowed, fix }];
  return publicResolvers.flatMap((value, index) =>
    isOnTheInternet(value) && value !== machines.vps.publicAddress ? [] : [{ where: `${where}[${index}]`, value, allowed, fix }],
  );
}
