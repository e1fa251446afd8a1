import { describe, expect, test } from "@jest/globals";
import { quotaOf } from "../../../charts/model/capacity/quota";
import { namespaceOf } from "../../../charts/model/network/network";
import { memory, share } from "../../../charts/model/program/resources";
import { upTo } from "../../../charts/model/program/scratch";
import { milli } from "../../../charts/values/cpu";
import { mebi } from "../../../charts/values/size";
import { catalogueOf, exampleJob, exampleService, keptData } from "../../support/example";
import { stackOf } from "../../support/stack";

const sized = (rest: number, cpu: number) => ({
  memory: memory(mebi(rest), mebi(rest * 2), "x"),
  cpu: share(milli(cpu)),
  writes: { "/tmp": upTo(mebi(rest)) },
});
const services = [exampleService("one", { ...sized(100, 10), keeps: keptData }), exampleService("two", sized(300, 30))];
const jobs = [exampleJob("job-a", sized(50, 5)), exampleJob("job-b", sized(60, 6)), exampleJob("job-c", sized(70, 7))];
const elsewhere = exampleService("elsewhere", { ...sized(5000, 500), network: "storage", keeps: keptData });
const quota = quotaOf(stackOf({}, catalogueOf([...services, elsewhere], jobs)), namespaceOf("public", "restricted"));

describe("the quota of a namespace", () => {
  test.each([
    ["requests.memory", `${100 + 300 + (70 + 60) + 300}Mi`],
    ["limits.memory", `${2 * (100 + 300 + (70 + 60) + 300)}Mi`],
    ["requests.cpu", `${10 + 30 + (7 + 6) + 30}m`],
    ["limits.ephemeral-storage", `${164 + 364 + (134 + 124) + 364}Mi`],
  ])("%s is its services, the two largest jobs and one largest service once more", (key, expected) => {
    expect(quota.hard[key]).toBe(expected);
  });

  test("counts the claims of its own services", () => {
    expect([quota.hard.persistentvolumeclaims, quota.hard["requests.storage"]]).toEqual(["1", "1Gi"]);
  });

  test("allows no way in from outside that nobody declared", () => {
    expect([quota.hard["services.loadbalancers"], quota.hard["services.nodeports"]]).toEqual(["0", "0"]);
  });

  test("allows no container larger than its largest", () => {
    expect(quota.largestContainer.memory).toBe("600Mi");
  });
});
