import type { Grant } from "../../charts/model/grant";
import { filesNamed, podNamed } from "./pods";
import type { PostgresServer } from "./postgres";
import type { Done, Sandbox } from "./real";
import { whole } from "./stack";

/** All that the stack asks of PostgreSQL. */
export const grants = whole.stack.grants("postgres");
export const databases = grants.filter(({ kind }) => kind.name === "database");
export const monitors = grants.filter(({ kind }) => kind.name === "monitor");

/** PostgreSQL's provisioning job as dist has it: its scripts, its lists, its variables, with secrets of this suite. */
export class Provisioning {
  constructor(
    private readonly box: Sandbox,
    private readonly server: PostgresServer,
  ) {
    for (const [name, text] of Object.entries(filesNamed(whole.objects, "postgres-provisioning-provisioning"))) {
      box.file(`provisioning/${name}`, this.here(text));
    }
    for (const grant of grants) this.setPassword(grant, `first password of ${grant.name}`);
    box.file("secrets/postgres-superuser/password", server.superuser);
    box.file("secrets/internal-ca/ca.crt", server.authority.certificate);
  }

  /** In the shell that the image has. */
  run(): Done {
    const main = podNamed(whole.objects, "postgres-provisioning").spec.containers[0];
    const env = Object.fromEntries((main?.env ?? []).map(({ name, value = "" }) => [name, this.here(value)]));
    return this.box.script("dash", [this.box.path("provisioning/provision.sh")], { ...env, ...this.server.place });
  }

  setPassword(grant: Grant, password: string): void {
    this.box.file(`secrets/${grant.credential.name}/password`, password);
  }

  /** A line that its lists do not have. */
  append(list: "databases" | "monitors", name: string, connections: string): void {
    const password = this.box.file(`secrets/${name}/password`, `first password of ${name}`);
    this.change(`${list}.tsv`, (text) => `${text}${name}\t${connections}\t${password}\n`);
  }

  change(file: string, how: (text: string) => string): void {
    const text = filesNamed(whole.objects, "postgres-provisioning-provisioning")[file] ?? "";
    this.box.file(`provisioning/${file}`, how(this.here(text)));
  }

  /** Everything that it may change: roles, rights, owners and settings of the server and of each database. */
  state(): string {
    const sorted = (acl: string) => `(select array_agg(a::text order by a::text) from unnest(${acl}) a)`;
    const whatever = [
      `select rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls, rolconnlimit,
         rolvaliduntil, rolpassword like 'SCRAM-SHA-256$%' from pg_authid order by 1`,
      "select roleid::regrole, member::regrole, admin_option, inherit_option, set_option from pg_auth_members order by 1, 2",
      `select datname, datdba::regrole, datallowconn, datconnlimit, ${sorted("datacl")} from pg_database order by 1`,
      "select setdatabase, setrole, setconfig from pg_db_role_setting order by 1, 2",
    ].map((sql) => this.server.ask(sql));
    const names = this.server.ask("select datname from pg_database where datallowconn order by 1").split("\n");
    const inside = names.map(
      (name) =>
        `${name}:\n${this.server.ask(`select nspname, nspowner::regrole, ${sorted("nspacl")} from pg_namespace where nspname !~ '^pg_(temp|toast)' order by 1`, name)}`,
    );
    return [...whatever, ...inside].join("\n\n");
  }

  private here(text: string): string {
    return text.replaceAll("/secrets/", `${this.box.path("secrets")}/`);
  }
}
