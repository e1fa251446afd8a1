import { outside } from "../../bed/place";
import { nas, owners, places, vps } from "../bed/addresses";

/** Who asks, from which of his addresses, and at which listener. */
const devices = {
  internet: { from: places.somebody, at: vps.public },
  vpn: { from: places.laptop, at: vps.private },
  home: { from: places.homeDevice, at: nas.public },
} as const;

/** So many requests, over as many connections as are open at one time. Throws when fewer than all are answered. */
async function ask(name: string, path: string, device: keyof typeof devices, requests: number, atOneTime: number): Promise<void> {
  const { from, at } = devices[device];
  const host = `${name}.${owners.domain}`;
  const printed = await outside.call(
    ...["curl", "--silent", "--insecure", "--http1.1", "--max-time", "120", "--output", "/dev/null", "--write-out", "%{http_code}\\n"],
    ...["--parallel", "--parallel-immediate", "--parallel-max", `${atOneTime}`],
    ...["--interface", from, "--resolve", `${host}:443:${at}`],
    `https://${host}${path}${path.includes("?") ? "&" : "?"}load=[1-${requests}]`,
  );
  const answered = printed.split("\n").filter((line) => /^[234]\d\d$/.test(line)).length;
  if (answered !== requests) throw new Error(`${host} answered ${answered} of ${requests} requests`);
}

/** 300 connections are open at one time, and asked twice each. */
export const openConnections = (name: string, device: keyof typeof devices): Promise<void> => ask(name, "/", device, 600, 300);

/** A page of charts that ten people look at: names of all charts, and every figure. */
export async function lookAtCharts(name: string): Promise<void> {
  await Promise.all([
    ask(name, "/api/v1/charts", "vpn", 200, 10),
    ask(name, "/api/v1/allmetrics?format=json", "vpn", 200, 10),
    ask(name, "/api/v1/data?chart=system.cpu&after=-600", "vpn", 1000, 10),
  ]);
}
