import { describe, expect, test } from "@jest/globals";
import { checkovObjections } from "../../scan/judges/checkov";
import { kubeScoreObjections } from "../../scan/judges/kube-score";
import { kubeconformObjections } from "../../scan/judges/kubeconform";
import { table } from "../../scan/table";
import { recorded } from "./small-world";

const lines = (objections: readonly { rule: string; object: string; message: string }[]) =>
  objections.map(({ rule, object, message }) => `${rule}: ${object}: ${message}`).sort();

describe("what a judge wrote, as objections", () => {
  test("kube-score: each sentence of a check once, nothing of checks that pass or are left out", () => {
    expect(lines(kubeScoreObjections(recorded("kube-score.json")))).toEqual([
      "container-image-pull-policy: StatefulSet storage/redis-private: ImagePullPolicy is not set to Always",
      "container-resources: StatefulSet storage/redis-private: CPU limit is not set",
      "container-security-context-user-group-id: StatefulSet storage/redis-private: The container is running with a low user ID",
      "container-security-context-user-group-id: StatefulSet storage/redis-private: The container running with a low group ID",
      "pod-networkpolicy: StatefulSet storage/redis-private: The pod does not have a matching egress NetworkPolicy",
      "pod-probes-identical: StatefulSet storage/redis-private: Container has the same readiness and liveness probe",
      "statefulset-has-servicename: StatefulSet storage/redis-private: StatefulSet does not have a valid serviceName",
    ]);
  });

  test("checkov: each failed check", () => {
    expect(lines(checkovObjections(recorded("checkov.json")))).toEqual([
      "CKV_K8S_11: Deployment home/frpc: CPU limits should be set",
      "CKV_K8S_15: CronJob private/mbsync: Image Pull Policy should be Always",
      "CKV_K8S_35: Deployment home/frpc: Prefer using secrets as files over secrets as environment variables",
      "CKV_K8S_40: CronJob private/mbsync: Containers should run as a high UID to avoid host conflict",
      "CKV_K8S_40: Deployment home/frpc: Containers should run as a high UID to avoid host conflict",
      "CKV_K8S_43: CronJob private/mbsync: Image should use digest",
    ]);
  });

  test("checkov: a file that it could not read", () => {
    const report = { results: { failed_checks: [], parsing_errors: ["/broken.yaml"] }, summary: {} };
    expect(lines(checkovObjections(JSON.stringify(report)))).toEqual(["unreadable: /broken.yaml: checkov cannot read this file"]);
  });

  test("kubeconform: an object with an unknown field, and one without a schema", () => {
    expect(lines(kubeconformObjections(recorded("kubeconform.json"), ""))).toEqual([
      "statusError: Unknown strange: mistakes.yaml: could not find schema for Unknown",
      "statusInvalid: ConfigMap wrong: mistakes.yaml: at '': 'allOf' failed   - at '': additional properties 'dta' not allowed",
    ]);
  });
});

test("the table puts numbers to the right and words to the left", () => {
  expect(table(["judge", "objections"], [["nca", "7"]]).split("\n")).toEqual(["judge  objections", "nca             7"]);
});
