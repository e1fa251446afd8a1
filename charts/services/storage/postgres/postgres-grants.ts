import type { GrantKind } from "../../vocabulary";
import { dumpOfPostgres, restoreOfPostgres } from "./postgres-dump";

/** A database that its role owns. */
export const ownDatabase: GrantKind = { name: "database", dump: dumpOfPostgres, restore: restoreOfPostgres };

/** A role that reads the server's figures, and no data. */
export const monitor: GrantKind = { name: "monitor", figuresOnly: true };
