import { hostOf } from "../../model/use";

/** Where jobs find Uptime Kuma inside the cluster. */
export const uptimeKumaHost = hostOf("uptime-kuma", "ops");

export const uptimeKumaPort = 3001;
