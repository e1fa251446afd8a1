import { eventually } from "../../api/eventually";
import { outside } from "../../bed/place";
import type { Bed } from "../bed/bed";
import { runningIn } from "../containers";

export const linesOfBurst = 50_000;

/** A program on each machine writes so many lines at once, into the pipe that its own output goes to; all of them arrive. */
export async function burstOfLines(bed: Bed): Promise<void> {
  const mark = `burst-${Date.now()}`;
  const writers = [pidOf(bed, "caddy-private"), pidOf(bed, "caddy-home")];
  await Promise.all(
    writers.map((pid) =>
      outside.call(
        "sh",
        "-c",
        'seq -f "$1 %.0f: a line as a program writes it when it is busy" "$2" >"/proc/$0/fd/1"',
        `${pid}`,
        mark,
        `${linesOfBurst}`,
      ),
    ),
  );
  const store = pidOf(bed, "victoria-logs");
  const all = writers.length * linesOfBurst;
  await eventually("the log store has every line", 120, async () => {
    const answer = await outside.call(
      ...["nsenter", "-t", `${store}`, "-n", "curl", "--silent", "--fail", "http://127.0.0.1:9428/select/logsql/query"],
      ...["--data-urlencode", `query="${mark}" | stats count() as lines`],
    );
    const found = Number((JSON.parse(answer || "{}") as { lines?: string }).lines ?? 0);
    return found >= all ? [] : [`it has ${found} of ${all}`];
  });
}

function pidOf(bed: Bed, name: string): number {
  const found = runningIn(bed).find(({ pod, container }) => pod.startsWith(`${name}-`) && container === name);
  if (!found) throw new Error(`${name} does not run`);
  return found.pid;
}
