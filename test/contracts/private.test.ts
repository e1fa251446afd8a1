import { describe, expect, test } from "@jest/globals";
import { type CredentialKey, secretPath } from "../../charts/model/access/credential";
import { filesNamed, ofKind, type Pod, podNamed } from "../support/pods";
import { distObjects, stackOf, whole } from "../support/stack";
import { heldAgainstDist, podOf } from "./held";
import { privateContracts } from "./private";

heldAgainstDist(privateContracts);

const mountOf = ({ spec }: Pod, path: string) => {
  const mount = spec.containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === path);
  return { mount, volume: spec.volumes?.find(({ name }) => name === mount?.name) };
};

describe("the mail archive", () => {
  test("is the share of the NAS that the owner named, one volume for mbsync and Dovecot", () => {
    const [share] = ofKind(whole.objects, "PersistentVolume").filter(({ metadata }) => metadata.name === "private-dovecot-mail");
    expect(share?.spec).toMatchObject({ nfs: { server: "192.168.178.10", path: "/volume1/private/email" } });
    for (const name of ["dovecot", "mbsync"])
      expect(mountOf(podOf(name), "/mail").volume?.persistentVolumeClaim?.claimName).toBe("dovecot-mail");
  });

  test("is written by mbsync alone", () => {
    expect(mountOf(podOf("mbsync"), "/mail").mount?.readOnly).not.toBe(true);
    const { mount, volume } = mountOf(podOf("dovecot"), "/mail");
    expect([mount?.readOnly, volume?.persistentVolumeClaim?.readOnly]).toEqual([true, true]);
  });

  test("is read and written by one user on one machine", () => {
    for (const name of ["dovecot", "mbsync", "dovecot-backup"]) {
      const { spec, namespace } = podOf(name);
      expect([name, spec.securityContext?.runAsUser, spec.nodeSelector?.["mk360.de/site"], namespace]).toEqual([
        name,
        1000,
        "nas",
        "private",
      ]);
    }
  });
});

describe("mbsync", () => {
  const { controller, spec } = podOf("mbsync");
  const settings = filesNamed(whole.objects, "mbsync-etc-mail-archive").mbsyncrc ?? "";

  test("runs daily at 02:00 in Berlin, as the owner wrote, and at 03:00 for the night that has no 02:00, and never twice at one time", () => {
    expect([controller.schedule, controller.timeZone, controller.concurrencyPolicy]).toEqual(["0 2,3 * * *", "Europe/Berlin", "Forbid"]);
  });

  test.each([
    "Host imap.gmail.com",
    "TLSType IMAPS",
    "CertificateFile /etc/ssl/certs/ca-certificates.crt",
    "SubFolders Verbatim",
    "UseNamespace no",
    "Sync Pull New Flags",
    "Create Near",
    "Remove None",
    "Expunge None",
    "CopyArrivalDate yes",
  ])("is told: %s", (line) => {
    expect(settings.split("\n")).toContain(line);
  });

  test("asks a mounted secret for the password", () => {
    const [, file = ""] = /^PassCmd "cat (\S+)"$/m.exec(settings) ?? [];
    const directory = spec.containers[0]?.volumeMounts?.find(({ mountPath }) => file.startsWith(`${mountPath}/`));
    expect(spec.volumes?.find(({ name }) => name === directory?.name)?.secret?.items?.map(({ path }) => path)).toEqual([
      file.split("/").at(-1),
    ]);
    expect(settings).not.toMatch(/^Pass /m);
  });

  test("has a home that can be written", () => {
    const home = spec.containers[0]?.env?.find(({ name }) => name === "HOME")?.value ?? "";
    expect(mountOf(podOf("mbsync"), home).volume?.emptyDir).toBeDefined();
  });

  test("takes account, server and folders from the configuration; without an account the owner's address, without folders all mail", () => {
    const of = (mailArchive: { account?: string; host: string; folders?: string[] }) => {
      const objects = distObjects(stackOf({ mailArchive }));
      const { mbsyncrc = "", folders } = filesNamed(objects, "mbsync-etc-mail-archive");
      const env = podNamed(objects, "mbsync").spec.containers[0]?.env?.filter(({ name }) => /^MAILBOX_(HOST|ACCOUNT)$/.test(name));
      return [/^Host .*\nUser .*$/m.exec(mbsyncrc)?.[0], env?.map(({ value }) => value), folders];
    };
    expect(of({ account: "a@example.net", host: "imap.example.net", folders: ["INBOX", "Sent Items", "INBOX"] })).toEqual([
      "Host imap.example.net\nUser a@example.net",
      ["a@example.net", "imap.example.net"],
      "INBOX\nSent Items\n",
    ]);
    expect(of({ host: "imap.example.net" })).toEqual([
      "Host imap.example.net\nUser owner@mk360.de",
      ["owner@mk360.de", "imap.example.net"],
      "",
    ]);
  });
});

describe("Dovecot", () => {
  const settingsOf = (objects = whole.objects) => filesNamed(objects, "dovecot-etc-mail-archive")["dovecot.conf"] ?? "";

  test("listens where its pod and Roundcube say", () => {
    const roundcube = podOf("roundcube").spec.containers[0]?.env;
    const port = /imaps \{\s+port = ([0-9]+)/.exec(settingsOf())?.[1];
    expect(podOf("dovecot").spec.containers[0]?.ports?.map(({ containerPort }) => `${containerPort}`)).toEqual([port]);
    expect(roundcube?.find(({ name }) => name === "ROUNDCUBEMAIL_DEFAULT_PORT")?.value).toBe(port);
  });

  test("names only files that its pod mounts", () => {
    const mounts = podOf("dovecot").spec.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath) ?? [];
    const paths = [...settingsOf().matchAll(/= (\/[^\s]+)$/gm)].map(([, path = ""]) => path).filter((path) => !path.startsWith("/dev/"));
    expect(paths.length).toBeGreaterThan(7);
    for (const path of paths) expect(mounts.some((mount) => path === mount || path.startsWith(`${mount}/`))).toBe(true);
  });

  test("shows the INBOX of the archive where one is archived, and one of its own where none is", () => {
    const { mailArchive } = whole.stack.config;
    const withInbox = distObjects(stackOf({ mailArchive: { ...mailArchive, folders: ["INBOX", "Work"] } }));
    expect([settingsOf(), settingsOf(withInbox)].map((text) => /mail_inbox_path = (.*)/.exec(text)?.[1])).toEqual([
      "/state/inbox",
      "/mail/INBOX",
    ]);
  });
});

describe("Roundcube", () => {
  const settings = filesNamed(whole.objects, "roundcube-var-roundcube-config")["archive.php"] ?? "";
  const env = new Map(podOf("roundcube").spec.containers[0]?.env?.map(({ name, value }) => [name, value]));

  test("reads only variables that its pod sets", () => {
    const names = [...settings.matchAll(/(?:getenv|\$secret)\('([A-Z_]+)'\)/g)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !env.has(name))).toEqual([]);
  });

  test("checks both servers that it talks to against the internal authority", () => {
    expect(settings).toContain("sslmode=verify-full&sslrootcert=");
    expect(settings).toMatch(/'verify_peer' => true, 'verify_peer_name' => true, 'cafile' => \$authority/);
    expect(env.get("ROUNDCUBE_AUTHORITY_FILE")).toBe("/secrets/internal-ca/ca.crt");
  });

  test("sends and writes nothing", () => {
    for (const action of ["mail.compose", "mail.send", "mail.delete", "mail.move", "mail.mark"]) expect(settings).toContain(`'${action}'`);
  });

  test("has a key of exactly the length that its cipher takes", () => {
    const session = [...whole.stack.credentials.keys()].find(({ name }) => name === "roundcube-session");
    expect(session?.keys["des-key"]).toEqual({ kind: "random", characters: 24 });
  });

  test("does not see the password of the archive: who logs in brings it", () => {
    const keys = whole.stack.keysOf(whole.stack.service("roundcube"), whole.stack.service("roundcube").main);
    expect(keys.map((key: CredentialKey) => secretPath(key)).filter((path) => path.includes("mail-archive"))).toEqual([]);
  });
});

describe("the converters of the private side", () => {
  const envOf = (off: string[]) =>
    new Map(
      podNamed(distObjects(stackOf({ off })), "paperless-private").spec.containers[0]?.env?.map(({ name, value }) => [name, value]) ?? [],
    );

  test.each([
    [[], "true"],
    [["gotenberg-private"], "false"],
    [["tika-private"], "false"],
    [["gotenberg-private", "tika-private"], "false"],
  ])("with %j switched off, Office files are read in: %s", (off, enabled) => {
    expect(envOf(off).get("PAPERLESS_TIKA_ENABLED")).toBe(enabled);
  });

  test("leave no address behind where they are off", () => {
    const names = [...envOf(["gotenberg-private", "tika-private"]).keys()];
    expect(names.filter((name) => /TIKA_(GOTENBERG_)?ENDPOINT/.test(name))).toEqual([]);
  });
});

describe("the numbered folders of the household", () => {
  const { tags = [] } = whole.stack.service("paperless-private").seeds;

  test("are tags from 1 to 9, the owner's own among them", () => {
    expect(tags.map(({ name }) => Number(/^([1-9])_[A-Z]/.exec(name)?.[1]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(tags.map(({ name }) => name)).toEqual(expect.arrayContaining(["2_Steuer", "3_Versicherung"]));
  });
});
