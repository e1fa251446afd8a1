import { describe, expect, test } from "@jest/globals";
import { notBackedUp } from "../../../charts/model/backup";
import { budgetsOf, capacityOf } from "../../../charts/model/capacity/budget";
import { footprintOf, roomForJobs } from "../../../charts/model/capacity/footprint";
import { Program } from "../../../charts/model/program/program";
import { capped, memory, share } from "../../../charts/model/program/resources";
import { inMemory, upTo } from "../../../charts/model/program/scratch";
import { bulk, home, hot } from "../../../charts/model/storage/volume";
import { cores, milli } from "../../../charts/values/cpu";
import { gibi, mebi } from "../../../charts/values/size";
import { catalogueOf, exampleJob, exampleService, plain } from "../../support/example";
import { machineOf, withMachine } from "../../support/machines";
import { configWith, stackOf } from "../../support/stack";

const program = (name: string, rest: number, limit: number) =>
  new Program(name, {
    image: plain.image,
    memory: memory(mebi(rest), mebi(limit), "an example"),
    cpu: share(milli(100)),
    health: plain.health as never,
    ports: plain.ports as never,
  });

describe("the footprint of a pod", () => {
  test("programs that run together add up", () => {
    const pod = exampleService("pod", { memory: memory(mebi(100), mebi(200), "x"), beside: [program("helper", 10, 20)] });
    expect(`${footprintOf(pod).memory} ${footprintOf(pod).memoryLimit}`).toBe("110Mi 220Mi");
  });

  test("a program before them counts alone, and only where it is more", () => {
    const pod = exampleService("pod", {
      memory: memory(mebi(100), mebi(200), "x"),
      before: [program("first", 10, 500), program("second", 150, 160)],
    });
    expect(`${footprintOf(pod).memory} ${footprintOf(pod).memoryLimit}`).toBe("150Mi 500Mi");
  });

  test("scratch on disk counts as disk, with room for logs", () => {
    const pod = exampleService("pod", { writes: { "/tmp": upTo(mebi(100)), "/shm": inMemory(mebi(500)) } });
    expect(`${footprintOf(pod).disk}`).toBe("164Mi");
  });

  test("the processor's limit is the program's, and none counts as none", () => {
    expect(footprintOf(exampleService("pod", { cpu: capped(milli(50), cores(2), "x") })).cpuLimit.millicores).toBe(2000);
    expect(footprintOf(exampleService("pod", { cpu: share(milli(50)) })).cpuLimit.millicores).toBe(0);
  });

  test("jobs get the room of the two largest, for each amount on its own", () => {
    const job = (name: string, rest: number, cpu: number) =>
      exampleJob(name, { memory: memory(mebi(rest), mebi(1000), "x"), cpu: share(milli(cpu)) });
    const room = roomForJobs([job("job-a", 100, 1), job("job-b", 200, 2), job("job-c", 10, 50)]);
    expect([room.memory.mebibytes, room.cpu.millicores]).toEqual([300, 52]);
  });
});

describe("the budget of a machine", () => {
  test("has what is left after k3s, the system and the images", () => {
    const capacity = capacityOf(machineOf("vps"));
    expect(`${capacity.cpu} ${capacity.memory} ${capacity.disk}`).toBe("7250m 12600Mi 115Gi");
  });

  test("of the NAS comes from what the owner wrote of the VM", () => {
    const capacity = capacityOf(machineOf("nas", configWith(withMachine("nas", { memory: mebi(5000) }))));
    expect(`${capacity.memory}`).toBe(`${5000 - 930}Mi`);
  });

  test("of a larger server is larger", () => {
    expect(capacityOf(machineOf("vps", configWith(withMachine("vps", { size: "cx53" })))).cpu.millicores).toBe(15250);
  });

  test("has a row for each service on it and none for those of the other machine", () => {
    const [vps, nas] = budgetsOf(stackOf({}, catalogueOf([exampleService("here"), exampleService("there", { machine: "nas" })])));
    expect(vps?.rows.map(({ name }) => name)).toEqual(["here", "k3s and Flux"]);
    expect(nas?.rows.map(({ name }) => name)).toEqual(["there"]);
  });

  test("counts volumes on the machine's own disk, and none on the shares of the NAS", () => {
    const none = notBackedUp("an example");
    const keeps = { b: home(gibi(4), "/b", "x", none), c: bulk("backups", gibi(500), "/c", "x", none) };
    const keeper = exampleService("keeper", { machine: "nas", keeps });
    expect(`${budgetsOf(stackOf({}, catalogueOf([keeper]))).find(({ machine }) => machine.name === "nas")?.volumes}`).toBe("4Gi");
  });

  test("takes the size of a volume from the configuration", () => {
    const keeps = { a: hot(gibi(3), "/a", "x", notBackedUp("x")) };
    const stack = stackOf({ volumes: { "keeper/a": gibi(9) } }, catalogueOf([exampleService("keeper", { keeps })]));
    expect(`${budgetsOf(stack)[0]?.volumes}`).toBe("9Gi");
  });
});
