/** What is wrong with one field, as the API names it. */
export interface RuleFault {
  readonly name: string;
  readonly message: string;
}

type Rule = Readonly<Record<string, unknown>>;

const withPorts = ["tcp", "udp"];
const protocols = [...withPorts, "icmp", "esp", "gre"];

/**
 * What Hetzner's API refuses of the rules of a firewall (docs.hetzner.cloud/reference/cloud, Create a Firewall and Set Rules, with
 * the lengths of its OpenAPI document): at most 50, and 500 with each source by itself; a direction of two; a protocol of
 * five; a port or a range for TCP and UDP, and for nothing else; at most 100 sources, each a single host or a network with
 * empty host bits; a description of at most 255 characters.
 */
export function faultsOfRules(rules: unknown): RuleFault[] {
  if (!Array.isArray(rules)) return [{ name: "rules", message: "must be an array" }];
  const all = rules as Rule[];
  const effective = all.reduce((sum, rule) => sum + addressesOf(rule.source_ips).length + addressesOf(rule.destination_ips).length, 0);
  return [
    ...(all.length > 50 ? [{ name: "rules", message: "has more than 50 entries" }] : []),
    ...(effective > 500 ? [{ name: "rules", message: "has more than 500 effective rules" }] : []),
    ...all.flatMap((rule, index) => faultsOfRule(rule).map(({ name, message }) => ({ name: `rules.${index}.${name}`, message }))),
  ];
}

function faultsOfRule({ direction, protocol, port, description, source_ips: sources, destination_ips: destinations }: Rule): RuleFault[] {
  const [its, others] = direction === "out" ? [destinations, sources] : [sources, destinations];
  const side = direction === "out" ? "destination_ips" : "source_ips";
  const wrong = [...addressesOf(its), ...addressesOf(others)].filter((text) => !isNetwork(text));
  const needsPort = withPorts.includes(`${protocol}`);
  const fault = (isFault: boolean, name: string, message: string) => (isFault ? [{ name, message }] : []);
  return [
    ...fault(direction !== "in" && direction !== "out", "direction", "must be in or out"),
    ...fault(!protocols.includes(`${protocol}`), "protocol", `must be one of ${protocols.join(", ")}`),
    ...fault(needsPort && !isPort(port), "port", "must be a port or a range of ports"),
    ...fault(!needsPort && port !== undefined && port !== null, "port", "is for TCP and UDP alone"),
    ...fault(addressesOf(its).length === 0, side, "must not be empty"),
    ...fault(addressesOf(its).length > 100, side, "has more than 100 entries"),
    ...fault(addressesOf(others).length > 0, side, "only this belongs to the direction"),
    ...fault(wrong.length > 0, side, `${wrong[0]} is no CIDR block with empty host bits`),
    ...fault(description !== null && description !== undefined && `${description}`.length > 255, "description", "is longer than 255"),
  ];
}

function addressesOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(String) : [];
}

function isPort(port: unknown): boolean {
  const [, first = "", last = first] = /^(\d+)(?:-(\d+))?$/.exec(`${port}`) ?? [];
  return first !== "" && Number(first) >= 1 && Number(first) <= Number(last) && Number(last) <= 65_535;
}

/** Of IPv6 only what nobody here writes otherwise is told apart. */
function isNetwork(text: string): boolean {
  if (text.includes(":")) return /^[0-9a-f:]+\/(\d|[1-9]\d|1[01]\d|12[0-8])$/.test(text);
  const [, ...parts] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d|[12]\d|3[0-2])$/.exec(text) ?? [];
  const [bits, ...octets] = parts.map(Number).reverse();
  if (bits === undefined || octets.some((octet) => octet > 255)) return false;
  const address = octets.reverse().reduce((sum, octet) => sum * 256 + octet, 0);
  return address % 2 ** (32 - bits) === 0;
}
