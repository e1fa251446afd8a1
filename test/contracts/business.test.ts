import { describe, expect, test } from "@jest/globals";
import { internalAuthority, secretPath } from "../../charts/model/access/credential";
import { type Container, containersOf, type Pod } from "../support/pods";
import { whole } from "../support/stack";
import { businessContracts } from "./business";
import { heldAgainstDist, podOf } from "./held";

heldAgainstDist(businessContracts);

const program = (pod: Pod, name: string): Container => {
  const found = containersOf(pod).find((container) => container.name === name);
  if (!found) throw new Error(`${pod.name} has no program ${name}`);
  return found;
};
const keyOf = (name: string, key: string) => {
  const found = [...whole.stack.credentials.keys()].find((credential) => credential.name === name);
  return found?.keys[key];
};

describe("an address with a password in it", () => {
  const ca = secretPath(internalAuthority.file("ca.crt"));

  test.each(["monica", "vaultwarden-business"])("of %s checks the server of PostgreSQL", (service) => {
    const database = service.replaceAll("-", "_");
    expect(keyOf(`${service}-database`, "url")).toEqual({
      kind: "composed",
      template: `postgresql://${database}:{password}@postgres.storage.svc.cluster.local:5432/${database}?sslmode=verify-full&sslrootcert=${ca}`,
    });
  });

  test("of OpenSign checks the server of MongoDB, and logs in at its own database", () => {
    expect(keyOf("opensign-mongodb", "url")).toEqual({
      kind: "composed",
      template: `mongodb://opensign:{password}@mongodb.storage.svc.cluster.local:27017/opensign?tls=true&tlsCAFile=${ca}`,
    });
  });
});

describe("Monica's programs beside the web server", () => {
  const pod = podOf("monica");
  const beside = ["monica-queue", "monica-cron"].map((name) => program(pod, name));
  const web = program(pod, "monica");
  const settingOf = ({ env = [] }: Container, name: string) => env.find((each) => each.name === name)?.value;

  test("have the same settings and the same secrets", () => {
    for (const each of beside) expect(each.env).toEqual(web.env);
    for (const name of ["APP_KEY_FILE", "DATABASE_URL_FILE", "DB_PASSWORD_FILE", "MAIL_PASSWORD_FILE"]) {
      const directory = settingOf(web, name)?.replace(/\/[^/]+$/, "");
      for (const each of beside) expect(each.volumeMounts?.map(({ mountPath }) => mountPath)).toContain(directory);
    }
  });

  test("go through the entry point, which alone reads the files of secrets, and never as the web server, which would migrate twice", () => {
    for (const { command, args = [] } of beside) {
      expect(command).toEqual(["/usr/local/bin/entrypoint.sh"]);
      expect(args[0]).toBe("php");
    }
  });

  test("see the storage, as Apache's user and without a capability", () => {
    for (const { volumeMounts, securityContext } of beside) {
      expect(volumeMounts?.map(({ mountPath }) => mountPath)).toContain("/var/www/html/storage");
      expect([securityContext?.runAsUser, securityContext?.runAsGroup]).toEqual([33, 33]);
      expect(securityContext?.capabilities).toEqual({ drop: ["ALL"] });
    }
  });
});

test("Monica: root inside is nobody outside, whatever capabilities it has there", () => {
  expect(podOf("monica").spec.hostUsers).toBe(false);
});

describe("OpenSign", () => {
  test.each(["opensign-server", "opensign-client"])("%s: root inside is nobody outside, and has no capability", (name) => {
    const { spec } = podOf(name);
    expect(spec.hostUsers).toBe(false);
    expect(spec.containers[0]?.securityContext?.capabilities).toEqual({ drop: ["ALL"] });
  });

  test("mail templates of the image stay visible: nothing is mounted over their folder", () => {
    for (const { volumeMounts = [] } of containersOf(podOf("opensign-server"))) {
      expect(volumeMounts.map(({ mountPath }) => mountPath)).not.toContain("/usr/src/app/files");
    }
  });
});

test("a backup runs as the user whose files it reads, in the namespace of the data", () => {
  const rows = ["monica", "opensign-server", "vaultwarden-business", "paperless-gpt"].map((name) => {
    const { namespace, spec } = podOf(`${name}-backup`);
    return [name, namespace, spec.securityContext?.runAsUser, spec.hostUsers];
  });
  expect(rows).toEqual([
    ["monica", "public-root", 0, false],
    ["opensign-server", "public", 0, false],
    ["vaultwarden-business", "public", 1000, undefined],
    ["paperless-gpt", "public", 10001, undefined],
  ]);
});
