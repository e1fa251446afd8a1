/** Reads what SSH puts into one binary text, field after field (RFC 4251, section 5). */
export class Wire {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** A whole number of four bytes. @throws Error where the text ends before. */
  number(): number {
    return this.take(4).readUInt32BE();
  }

  /** Bytes with their length before them. */
  field(): Buffer {
    return this.take(this.number());
  }

  text(): string {
    return this.field().toString("latin1");
  }

  /** Whatever stands behind what has been read. */
  rest(): Buffer {
    return this.bytes.subarray(this.at);
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new Error("it is cut off");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** Fields behind one another, each with its length before it. */
export function joined(fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields.flatMap((field) => [length(field), field]));
}

function length(field: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(field.length);
  return bytes;
}
