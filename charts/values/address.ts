/** What an IPv4 address looks like. */
const octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const addressPattern = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

/** The number behind an IPv4 address, or undefined when the text is none. */
function numberOf(address: string): number | undefined {
  if (!addressPattern.test(address)) return undefined;
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function isAddress(text: string): boolean {
  return numberOf(text) !== undefined;
}

/** A range of IPv4 addresses in CIDR notation, such as `10.42.0.0/16`. */
export class AddressRange {
  private constructor(
    private readonly first: number,
    private readonly last: number,
    private readonly text: string,
  ) {}

  /**
   * @throws RangeError when the text is no CIDR range, or its address is not the first of the range.
   */
  static parse(text: string): AddressRange {
    const [address = "", bits = "", rest] = text.split("/");
    const first = numberOf(address);
    if (first === undefined || rest !== undefined || !/^([0-9]|[12][0-9]|3[0-2])$/.test(bits)) {
      throw new RangeError(`"${text}" is no address range; write an IPv4 range such as 10.42.0.0/16`);
    }
    const length = 2 ** (32 - Number(bits));
    if (first % length !== 0) {
      throw new RangeError(
        `"${text}" does not begin at the first address of its range; take ${AddressRange.write(first - (first % length))}/${bits}`,
      );
    }
    return new AddressRange(first, first + length - 1, text);
  }

  private static write(number: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
  }

  /** The address at a place in the range; 0 is the first. */
  at(place: number): string {
    if (this.first + place > this.last) throw new RangeError(`${this.text} has no place ${place}`);
    return AddressRange.write(this.first + place);
  }

  /** The address right behind the range; undefined when the range ends with the last of all. */
  get next(): string | undefined {
    return this.last < 2 ** 32 - 1 ? AddressRange.write(this.last + 1) : undefined;
  }

  contains(address: string): boolean {
    const number = numberOf(address);
    return number !== undefined && number >= this.first && number <= this.last;
  }

  /** True when every address of the other range is in this one. */
  encloses(other: AddressRange): boolean {
    return this.first <= other.first && other.last <= this.last;
  }

  overlaps(other: AddressRange): boolean {
    return this.first <= other.last && other.first <= this.last;
  }

  toString(): string {
    return this.text;
  }
}

/** Ranges that no route on the internet leads to (RFC 6890): what "the internet" leaves out. */
export const privateRanges = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/4",
  "240.0.0.0/4",
] as const;

const unrouted = privateRanges.map((range) => AddressRange.parse(range));

/** Whether a route on the internet may lead to the address. */
export function isOnTheInternet(address: string): boolean {
  return !unrouted.some((range) => range.contains(address));
}

/** Ranges that are for documents only (RFC 5737): an address in them is an example, never a machine. */
export const documentationRanges = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"].map((range) => AddressRange.parse(range));
