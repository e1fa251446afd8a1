import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Rows by kind; whoever changes them saves before he answers, so that a kill takes nothing that was promised. */
export class Store {
  constructor(folder) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, "stand-in.json");
    // The real one makes an account for itself first, which no list shows.
    this.content = existsSync(this.file) ? JSON.parse(readFileSync(this.file, "utf8")) : { lastIds: { users: 1 }, rows: {} };
  }

  save() {
    const next = `${this.file}.next`;
    writeFileSync(next, JSON.stringify(this.content));
    renameSync(next, this.file);
  }

  rows(kind) {
    this.content.rows[kind] ??= [];
    return this.content.rows[kind];
  }

  find(kind, id) {
    return this.rows(kind).find((row) => row.id === id);
  }

  /** No number is ever given twice. */
  nextId(kind, wanted) {
    const { lastIds } = this.content;
    const id = wanted ?? (lastIds[kind] ?? 0) + 1;
    lastIds[kind] = Math.max(lastIds[kind] ?? 0, id);
    return id;
  }

  insert(kind, values) {
    const row = { ...values, id: this.nextId(kind, values.id ?? undefined) };
    this.rows(kind).push(row);
    return row;
  }

  remove(kind, gone) {
    this.content.rows[kind] = this.rows(kind).filter((row) => !gone(row));
  }
}
