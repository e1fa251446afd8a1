import { beforeAll, describe, expect, test } from "@jest/globals";
import { secretsDocument } from "../../charts/facts/secrets";
import type { Workload } from "../../charts/model/workload";
import { outputsOf } from "../../charts/output/outputs";
import { explain } from "../../cli/explain/explanation";
import { stackOf } from "../support/stack";
import { notAsDeclared, scheduledJobs } from "./as-declared";
import type { Cluster, LiveObject, Run } from "./cluster";
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

  /** Jobs of one kind, in one namespace and on one machine, differ by their names alone. */
  const alike = ({ namespace, machine, schedule }: (typeof stack.jobs)[number]) => `${namespace.name} ${machine} ${schedule !== undefined}`;
  const shown = [...stack.services, ...new Map(stack.jobs.map((job) => [alike(job), job])).values()];

  test("a run of each kind of job of the night can be started by hand, so that there is one to look at", async () => {
    const jobs = scheduledJobs(stack)
      .filter((job) => shown.includes(job))
      .map(({ name, namespace }) => ({ namespace: namespace.name, cronJob: name, name: `${name}-1` }));
    for (const { namespace, cronJob, name } of jobs) {
      const made = await cluster().kubectl(["-n", namespace, "create", "job", name, `--from=cronjob/${cronJob}`]);
      expect(made).toMatchObject({ code: 0 });
    }
    await eventually("each has ended well", 120, async () => {
      const live = await cluster().api.list<LiveJob>("/apis/batch/v1/jobs");
      const ended = new Set(
        live.filter(({ status }) => status?.succeeded === 1).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
      );
      return jobs.map(({ namespace, name }) => `${namespace}/${name}`).filter((job) => !ended.has(job));
    });
  });

  describe.each(shown.map((workload) => ({ name: workload.name, workload })))("of $name", ({ workload }) => {
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

interface LiveJob extends LiveObject {
  readonly status?: { readonly succeeded?: number };
}

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
