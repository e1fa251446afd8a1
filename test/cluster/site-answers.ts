import { outside } from "./bed/place";

/** The number with which a site answers a device at one of the listeners; its certificate is looked at elsewhere. */
export function siteAnswers(name: string, from: string, at: string): string {
  try {
    return outside.run(
      ...["curl", "--silent", "--insecure", "--max-time", "5", "--output", "/dev/null", "--write-out", "%{http_code}"],
      ...["--interface", from, "--resolve", `${name}:443:${at}`, `https://${name}/`],
    );
  } catch {
    return "no answer";
  }
}
