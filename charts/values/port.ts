export type Protocol = "TCP" | "UDP";

/** A port of a program. */
export class Port {
  private constructor(
    readonly number: number,
    readonly protocol: Protocol,
  ) {
    if (!Number.isInteger(number) || number < 1 || number > 65535) {
      throw new RangeError(`${number} is no port; a port is a whole number from 1 to 65535`);
    }
  }

  static tcp = (number: number): Port => new Port(number, "TCP");
  static udp = (number: number): Port => new Port(number, "UDP");

  toString(): string {
    return `${this.number}/${this.protocol.toLowerCase()}`;
  }
}

export const { tcp, udp } = Port;

/** Where resolvers answer, by either protocol. */
export const dnsPort = 53;
