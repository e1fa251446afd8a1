// Makes every user of users.tsv, each with a database of the same name, what it should be. Safe to run again at any time. Run by mongosh,
// which knows Mongo and require; the user's rights end at its own database.
const { readFileSync } = require("node:fs");

const need = (name) => {
  if (!process.env[name]) throw new Error(`${name} is not set`);
  return process.env[name];
};
const secret = (file) => {
  const text = readFileSync(file, "utf8").trim();
  if (text === "") throw new Error(`the password file ${file} is empty`);
  return text;
};

const address = [
  `mongodb://root:${encodeURIComponent(secret(need("MONGO_PASSWORD_FILE")))}@${need("MONGO_HOST")}:${need("MONGO_PORT")}/admin`,
  `tls=true&tlsCAFile=${encodeURIComponent(need("MONGO_CA_FILE"))}`,
].join("?");
const rows = readFileSync(need("MONGO_USERS"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => line.split("\t"));

// The network policy of a young pod, and a server that recovers, both need a moment, and the shell gives up at once.
const connected = () => {
  for (let tries = 1; ; tries++) {
    try {
      const found = new Mongo(address);
      found.getDB("admin").runCommand({ ping: 1 });
      return found;
    } catch (error) {
      if (tries === 100 || !/ECONNREFUSED|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|timed out/.test(error.message)) throw error;
      sleep(3000);
    }
  }
};

const server = connected();
for (const [name, passwordFile] of rows) {
  const database = server.getDB(name);
  const wanted = {
    pwd: secret(passwordFile),
    roles: [
      { role: "readWrite", db: name },
      { role: "dbAdmin", db: name },
    ],
  };
  if (database.getUser(name)) database.updateUser(name, wanted);
  else database.createUser({ user: name, ...wanted });
  console.error(`${name}: ready`);
}
console.error(`${rows.length} users are as they should be`);
