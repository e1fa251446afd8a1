// Fails when a certificate ends too soon, and names it: those in the files that CERTIFICATES names, which must last for
// CERTIFICATE_DAYS, and those that SITES show ("host@address:port"), which must last for SITE_DAYS.
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:tls";

const day = 86_400_000;
const patience = { tries: Number(process.env.TRIES ?? 6), pause: Number(process.env.PAUSE_SECONDS ?? 10) * 1000, answer: 10_000 };

const say = (message) => process.stderr.write(`certificates: ${message}\n`);
const words = (name) => (process.env[name] ?? "").split(/\s+/).filter(Boolean);
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const needDays = (name) => {
  const days = Number(process.env[name]);
  if (Number.isInteger(days) && days > 0) return days;
  throw new Error(`${name}=${process.env[name] ?? ""} is not a whole number of days above 0`);
};

// The first of a file to end decides: an authority that is followed by another has both in it.
const endOfFile = (file) => {
  const found = readFileSync(file, "utf8").match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw new Error("holds no certificate");
  return Math.min(...found.map((pem) => Date.parse(new X509Certificate(pem).validTo)));
};

// Only what it shows counts here; whether it is trusted is the business of the browsers that open the site.
const shown = (host, address, port) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, servername: host, rejectUnauthorized: false, timeout: patience.answer }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (!certificate?.checkHost(host)) reject(new Error("shows a certificate for another name"));
      else resolve(Date.parse(certificate.validTo));
    });
    socket.on("timeout", () => socket.destroy(new Error("does not answer")));
    socket.on("error", reject);
  });

// A pod is let out a moment after its start, and a proxy may be starting.
const endOfSite = async (site) => {
  const [, host, address, port] = /^([^@]+)@(.+):([0-9]+)$/.exec(site) ?? [];
  if (!host) throw new Error("is no site; write host@address:port");
  for (let left = patience.tries - 1; ; left -= 1) {
    try {
      return await shown(host, address, Number(port));
    } catch (error) {
      if (left <= 0) throw error;
      await sleep(patience.pause);
    }
  }
};

const judge = async (name, end, days, mend) => {
  try {
    const left = ((await end()) - Date.now()) / day;
    if (left >= days) {
      say(`${name}: ${Math.floor(left)} days left`);
      return true;
    }
    const state = left < 0 ? `ended ${Math.ceil(-left)} days ago` : `ends in ${Math.floor(left)} days, and ${days} are wanted`;
    say(`${name} ${state}: ${mend}`);
  } catch (error) {
    say(`${name}: ${error.message}`);
  }
  return false;
};

const own = "on your own machine, mk360 secrets renew --apply makes new ones";
const ofSite = "its proxy should have ordered a new one long ago, and its log says why it did not";
const found = [];
for (const file of words("CERTIFICATES")) found.push(await judge(file, () => endOfFile(file), needDays("CERTIFICATE_DAYS"), own));
for (const site of words("SITES")) found.push(await judge(site, () => endOfSite(site), needDays("SITE_DAYS"), ofSite));
if (found.length === 0) throw new Error("neither CERTIFICATES nor SITES names one");
process.exit(found.every(Boolean) ? 0 : 1);
