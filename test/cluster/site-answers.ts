import { outside } from "../bed/place";

/** The number with which a site answers a device at one of the listeners, to whoever gives `login` (`user:password`); its certificate is looked at elsewhere. */
export function siteAnswers(name: string, from: string, at: string, login?: string): string {
  try {
    return outside.run(
      ...["curl", "--silent", "--insecure", "--max-time", "5", "--output", "/dev/null", "--write-out", "%{http_code}"],
      ...["--interface", from, "--resolve", `${name}:443:${at}`, `https://${name}/`],
      ...(login === undefined ? [] : ["--user", login]),
    );
  } catch {
    return "no answer";
  }
}
