import { beforeAll, describe, expect, test } from "@jest/globals";
import { secretsDocument } from "../../charts/facts/secrets";
import type { Workload } from "../../charts/model/workload";
import { outputsOf } from "../../charts/output/outputs";
import { explain } from "../../cli/explain/explanation";
import { stackOf } from "../support/stack";
import { notAsDeclared, scheduledJobs } from "./as-declared";
import type { Cluster, Run } from "./cluster";
import { eventually } from "./eventually";
import { describeOnCluster } from "./suite";

const stack = stackOf();
const { dist } = outputsOf(stack, { state: [], released: [] });

describeOnCluster("the lines of kubectl that mk360 explain prints", (cluster) => {
  beforeAll(async () => {
    await cluster().apply(dist);
    await makeSecrets(cluster());
    await eventually("all is as the model says", 90, () => notAsDeclared(cluster(), stack));
  });

  test("a run of every job of the night can be started by hand, so that there is one to look at", async () => {
    for (const { name, namespace } of scheduledJobs(stack)) {
      const made = await cluster().kubectl(["-n", namespace.name, "create", "job", `${name}-1`, `--from=cronjob/${name}`]);
      expect(made).toMatchObject({ code: 0 });
      await eventually(`${name} ends`, 60, async () => {
        const { stdout } = await cluster().kubectl(["-n", namespace.name, "get", "job", `${name}-1`, "-o", "jsonpath={.status.succeeded}"]);
        return stdout === "1" ? [] : [`succeeded: ${stdout}`];
      });
    }
  });

  describe.each(stack.workloads.map((workload) => ({ name: workload.name, workload })))("of $name", ({ workload }) => {
    const commands = linesOf(workload);

    test("get and describe show every object that they name", async () => {
      const looking = commands.filter((command) => / (get|describe) /.test(command));
      expect(looking.length).toBeGreaterThan(1);
      const runs = await together(looking, cluster());
      const isShown = ({ command, stdout }: Done) => subjectsOf(command).every((subject) => stdout.includes(subject));
      expect(runs.filter((run) => run.code !== 0 || run.stderr !== "" || !isShown(run))).toEqual([]);
    });

    test("logs, exec and port-forward find their pod and container, and get as far as the kubelet, which is played here", async () => {
      const reaching = commands.filter((command) => / (logs|exec|port-forward) /.test(command));
      expect(reaching.length).toBeGreaterThan(0);
      const runs = await together(reaching, cluster());
      expect(runs.filter(({ stderr }) => !stderr.includes(noKubelet))).toEqual([]);
    });

    test("every line is one of these", () => {
      expect(commands.filter((command) => !/ (get|describe|logs|exec|port-forward) /.test(command))).toEqual([]);
    });
  });
});

/** What the API server says when all is found and only the kubelet's address is missing, which the played nodes have not. */
const noKubelet = "no preferred addresses found";

interface Done extends Run {
  readonly command: string;
}

function linesOf(workload: Workload): string[] {
  return explain({ workload, stack }, []).kubectl.map(({ command }) => command);
}

/** What must stand in the answer: the names that are asked for, or the one in the selector. */
function subjectsOf(command: string): string[] {
  const [, selected] = / -l app\.kubernetes\.io\/name=(\S+)/.exec(command) ?? [];
  if (selected !== undefined) return [selected];
  const [, , ...names] = command
    .replace(/^kubectl( -n \S+)?/, "")
    .replace(/ -o \S+$/, "")
    .trim()
    .split(" ");
  return names.length > 0 ? names : [/\/(\S+)/.exec(command)?.[1] ?? "a name"];
}

async function together(commands: readonly string[], cluster: Cluster): Promise<Done[]> {
  return Promise.all(commands.map(async (command) => ({ command, ...(await cluster.shell(command)) })));
}

/** Every Secret under the name and in the namespaces that secrets.json says. */
async function makeSecrets(cluster: Cluster): Promise<void> {
  for (const { name, namespaces, keys } of secretsDocument(stack).credentials) {
    for (const namespace of namespaces) {
      await cluster.api.create(`/api/v1/namespaces/${namespace}/secrets`, {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name, labels: { "app.kubernetes.io/part-of": "mk360" } },
        stringData: Object.fromEntries(Object.keys(keys).map((key) => [key, "played"])),
      });
    }
  }
}
