// What SQLite refuses of a row: columns that it has not, nothing where something must be, and a second one of its kind.
const stored = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Rows of one kind. Each column has what stands in it at first; one of `required` is never empty. */
export class Table {
  #gone = [];

  constructor(name, state, { required = {}, optional = {}, unique = [] }) {
    Object.assign(this, { name, state, required, unique, columns: { ...required, ...optional } });
    this.byStoredName = new Map(Object.keys(this.columns).map((column) => [stored(column), column]));
  }

  all() {
    return Object.values(this.state.rows);
  }

  get(id) {
    return this.state.rows[id];
  }

  /** What is not given has its first value; what is given as undefined is empty. */
  insert(values) {
    const whole = this.#taken({ ...this.columns }, values, true);
    const id = this.state.next;
    this.state.next += 1;
    this.state.rows[id] = { id, ...whole };
    return this.state.rows[id];
  }

  /** What is undefined stays as it is. */
  update(id, values) {
    return Object.assign(this.state.rows[id], this.#taken(this.state.rows[id], values, false));
  }

  delete(id) {
    delete this.state.rows[id];
    for (const each of this.#gone) each(Number(id));
  }

  whenGone(work) {
    this.#gone.push(work);
  }

  #taken(before, values, isNew) {
    const after = { ...before };
    for (const [name, value] of Object.entries(values)) {
      const column = this.byStoredName.get(stored(name));
      if (!column) throw new Error(`SQLITE_ERROR: table ${this.name} has no column named ${stored(name)}`);
      if (value !== undefined || isNew) after[column] = asIn(this.columns[column], value ?? null);
    }
    for (const column of Object.keys(this.required))
      if ((after[column] ?? null) === null)
        throw new Error(`SQLITE_CONSTRAINT: NOT NULL constraint failed: ${this.name}.${stored(column)}`);
    for (const column of this.unique)
      if (this.all().some((row) => row.id !== before.id && row[column] === after[column]))
        throw new Error(`SQLITE_CONSTRAINT: UNIQUE constraint failed: ${this.name}.${stored(column)}`);
    return after;
  }
}

const asIn = (first, value) => {
  if (value === null) return value;
  if (typeof first === "boolean") return Boolean(value);
  return typeof first === "number" && typeof value === "string" && !Number.isNaN(Number(value)) ? Number(value) : value;
};

/** Which rows of one table belong to which of another: both are there, and a link goes with either. */
export class Links {
  constructor(state, from, to) {
    Object.assign(this, { state, from, to });
    from.whenGone((id) => this.#keep((link) => link.from !== id));
    to.whenGone((id) => this.#keep((link) => link.to !== id));
  }

  of(from) {
    return this.state.filter((link) => link.from === from);
  }

  add(from, to, more = {}) {
    if (!this.from.get(from) || !this.to.get(to)) throw new Error("SQLITE_CONSTRAINT: FOREIGN KEY constraint failed");
    this.state.push({ from: Number(from), to: Number(to), ...more });
  }

  clear(from) {
    this.#keep((link) => link.from !== from);
  }

  #keep(wanted) {
    this.state.splice(0, this.state.length, ...this.state.filter(wanted));
  }
}
