// Run by the shell of MongoDB 4.4, which knows db, cat and print.
const secret = (file) => {
  const text = cat(file).trim();
  if (text === "") throw new Error(`the password file ${file} is empty`);
  return text;
};

const make = (database, name, wanted) => {
  const place = db.getSiblingDB(database);
  if (place.getUser(name)) place.updateUser(name, wanted);
  else place.createUser(Object.assign({ user: name }, wanted));
  print(`${name}: ready`);
};

// The four databases are UniFi's own names; it makes them by itself.
make("admin", "unifi", {
  pwd: secret("/secrets/unifi-mongo/password"),
  roles: ["clusterMonitor"].concat(["unifi", "unifi_stat", "unifi_audit", "unifi_restore"].map((name) => ({ db: name, role: "dbOwner" }))),
});
// For the nightly dump, which only reads.
make("unifi", "dump", { pwd: secret("/secrets/unifi-mongo-dump/password"), roles: [{ db: "unifi", role: "read" }] });
