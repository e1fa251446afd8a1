import { type Credential, type Endpoint, images, mebi, memory, Program, user } from "../../vocabulary";
import { patience } from "../patience";
import script from "./wait-for-redis.sh";

/** Ends when Redis takes the client's own login: it runs, has read its log, and knows the user with this password. */
export function waitForRedis(instance: Endpoint, name: string, credential: Credential): Program {
  return new Program(`wait-for-${credential.name}`, {
    image: images.redis,
    command: ["sh", "/wait/wait-for-redis.sh"],
    env: {
      REDIS_HOST: instance.host,
      REDIS_PORT: instance.number,
      REDIS_USER: name,
      REDIS_PASSWORD_FILE: credential.file("password"),
      WAIT_SECONDS: `${patience.seconds}`,
    },
    files: { "/wait/wait-for-redis.sh": script },
    runsAs: user(999, 1000),
    memory: memory(mebi(16), mebi(32), "redis-cli alone"),
  });
}
