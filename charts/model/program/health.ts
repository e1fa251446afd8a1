import { minutes, type Span, seconds } from "../../values/span";

/** One way to ask a program how it is. */
export type Check =
  | { readonly kind: "http"; readonly port: string; readonly path: string; readonly host?: string; readonly tls?: boolean }
  | { readonly kind: "tcp"; readonly port: string }
  | { readonly kind: "run"; readonly command: readonly string[] };

export interface HttpOptions {
  /** The Host header, for programs that refuse the pod's address. Default: the pod's address. */
  readonly host?: string;
  /** Asks by HTTPS, and takes whatever certificate it is shown. Default: no. */
  readonly tls?: boolean;
}

/** A GET on `path` that answers with 200 to 399. */
export const answers = (port: string, path: string, { host, tls }: HttpOptions = {}): Check => ({
  kind: "http",
  port,
  path,
  ...(host === undefined ? {} : { host }),
  ...(tls ? { tls } : {}),
});
/** A port that accepts a connection. */
export const accepts = (port: string): Check => ({ kind: "tcp", port });
/** A command in the container that ends with 0. */
export const runs = (...command: string[]): Check => ({ kind: "run", command });

export interface HealthProps {
  /** Traffic is sent only while this holds. */
  readonly ready: Check;
  /** The program is started again when this fails; it must not depend on other services. Default: the same as `ready`. */
  readonly alive?: Check;
  /** What a start waits for; where `ready` depends on others that may be away for long, the program's own health. Default: the same as `ready`. */
  readonly starts?: Check;
  /** How long a start may take, migrations included. Default: two minutes. */
  readonly startsWithin?: Span;
  /** Between two questions. Default: ten seconds. */
  readonly every?: Span;
  /** How long an answer may take. Default: five seconds. */
  readonly timeout?: Span;
}

export interface Health {
  readonly ready: Check;
  readonly alive: Check;
  readonly starts: Check;
  readonly startsWithin: Span;
  readonly every: Span;
  readonly timeout: Span;
}

export function health({
  ready,
  alive = ready,
  starts = ready,
  startsWithin = minutes(2),
  every = seconds(10),
  timeout = seconds(5),
}: HealthProps): Health {
  return { ready, alive, starts, startsWithin, every, timeout };
}
