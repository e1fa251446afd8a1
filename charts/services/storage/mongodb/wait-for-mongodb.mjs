// Ends as soon as MongoDB takes the client's login; gives up after WAIT_SECONDS and says what was wrong last. Run by mongosh,
// which knows Mongo and require.
const { readFileSync } = require("node:fs");

const need = (name) => {
  if (!process.env[name]) throw new Error(`${name} is not set`);
  return process.env[name];
};
const address = readFileSync(need("MONGO_URL_FILE"), "utf8").trim();
const name = need("MONGO_DATABASE");
const seconds = Number(need("WAIT_SECONDS"));
const limit = Date.now() + seconds * 1000;
const say = (text) => console.error(`wait-for-mongodb: ${name}: ${text}`);

for (let last = ""; ; ) {
  try {
    new Mongo(address).getDB(name).runCommand({ ping: 1 });
    say("takes the login");
    break;
  } catch ({ message }) {
    if (Date.now() >= limit) throw new Error(`wait-for-mongodb: ${name}: gave up after ${seconds} seconds: ${message}`);
    // Each reason once: the server itself, its certificate, the user, the password.
    if (message !== last) say(`not yet: ${message}`);
    last = message;
    sleep(3000);
  }
}
