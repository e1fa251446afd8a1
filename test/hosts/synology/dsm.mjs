/**
 * Stand-ins of DSM's own programs, all in one server, because each would start slowly; program.sh asks it. They keep what they
 * are told in a file, and refuse what the real ones are known to refuse:
 *
 *   synouser, synoshare   Synology's "CLI Administrator Guide": arguments, and what exists already. A plain directory where a
 *                         shared folder is to be made fails with [0xE700]; whoever is given RW gets an entry of the list of
 *                         rights with d and D (both seen on DSM 7.2 and 7.3).
 *   synoacltool           its own help for -get, -add and -replace; output as seen on DSM 7.2.1; -add of a refusal fails with [8400].
 *   synowebapi            SynologyOpenSource/synology-csi, pkg/dsm/webapi/share.go: parameters, and "root" for No mapping; any
 *                         other word fails with 2301. It runs as SYSTEM_ADMIN and talks on standard error.
 *   chmod                 takes the list of rights away: "It's Linux mode" (seen on DSM 7.2.1).
 *
 * chown, stat and id are there so that the tests need not be root. From a call of a given number on, each is cut off;
 * an odd one has done its work before.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";

const changing = /^--(add|setuser)$|^-(add|replace)$|^method=(set|save)$/;
const entryPattern = /^(user|group):[^:]+:(allow|deny):[r-][w-][x-][p-][d-][D-][a-][A-][R-][W-][c-][C-][o-]:[f-][d-][i-][n-]$/;
const killed = { code: 255, out: "", said: "killed\n" };

/** Fields end with a zero byte: how many arguments, then state, root, uid, the call that is cut off, the program, its arguments. */
createServer((socket) => {
  let text = "";
  socket.on("data", (data) => {
    text += data;
    const fields = text.split("\0").slice(0, -1);
    if (fields.length === 0 || fields.length < 6 + Number(fields[0])) return;
    const [, file, root, uid, failsFrom, name, ...args] = fields;
    const { code, out, said } = answer({ file, root, uid, failsFrom: Number(failsFrom), name, args });
    socket.end(`${code}\0${out}\0${said}\0`);
  });
}).listen(0, "127.0.0.1", function () {
  process.stdout.write(`${this.address().port}\n`);
});

function answer({ file, root, uid, failsFrom, name, args }) {
  const state = JSON.parse(readFileSync(file, "utf8"));
  const isChange = name === "chown" || name === "chmod" || args.some((each) => changing.test(each));
  if (isChange) state.calls.push([name, ...args].join(" ").replaceAll(root, ""));
  const isCutOff = isChange && state.calls.length >= failsFrom;
  if (isCutOff && state.calls.length % 2 === 0) return killed;
  const done = programsOn(state, root, uid)[name](args);
  writeFileSync(file, JSON.stringify(state));
  return isCutOff ? killed : done;
}

function programsOn(state, root, uid) {
  const end = (code, out = "", said = "") => ({ code, out, said });
  const own = (path) => path.slice(root.length);
  const nearest = (path) => (path in state.rights || path === "/" ? path : nearest(dirname(path)));

  /** The entries of a path, with how far above they stand; undefined in Linux mode. */
  function rightsOf(path) {
    const at = nearest(path);
    const level = path.slice(at.length).split("/").length - 1;
    return state.rights[at] === "linux" ? undefined : (state.rights[at] ?? []).map((entry) => `${entry} (level:${level})`);
  }

  function addEntry(path, entry) {
    const [kind, who] = entry.split(":");
    const list = state.rights[path] === "linux" ? [] : (state.rights[path] ?? []);
    const others = list.filter((each) => !each.startsWith(`${kind}:${who}:`));
    // A refusal comes first, so that nothing allows it before.
    state.rights[path] = entry.includes(":deny:") ? [entry, ...others] : [...others, entry];
  }

  return {
    id: () => end(0, `${uid}\n`),

    synouser([verb, user, password, fullName, expired, mail, privilege, ...rest]) {
      if (verb === "--get") {
        return state.users.includes(user)
          ? end(0, `User Name   : [${user}]\nUser Type   : [AUTH_LOCAL]\n`)
          : end(255, "", "SYNOUserGet failed\n");
      }
      if (verb !== "--add" || privilege === undefined || rest.length > 0 || fullName === undefined || mail === undefined)
        return end(1, "usage\n");
      if (state.users.includes(user)) return end(255, "", "User already exists\n");
      if (!/^[01]$/.test(expired) || password.length < 8) return end(255, "", "password or expired is not valid\n");
      state.users.push(user);
      state.passwords[user] = password;
      return end(0);
    },

    synoshare([verb, share, ...rest]) {
      const known = Object.keys(state.shares).find((each) => each.toLowerCase() === share?.toLowerCase());
      if (verb === "--get") {
        if (!known) return end(255, "", "SYNOShareGet failed\n");
        return end(0, `Share Info...\n\t Name .......[${known}]\n\t Path .......[${state.shares[known]}]\n\t Status .....[0x0]\n`);
      }
      if (verb === "--add") {
        const [, path, none, readWrite, readOnly, browsable, advanced, ...more] = rest;
        if (advanced === undefined || more.length > 0 || !/^[01]$/.test(browsable) || !/^[0-7]$/.test(advanced)) return end(1, "usage\n");
        if (known) return end(255, "", "Share is already exists.\n");
        if (existsSync(root + path)) return end(255, "", "share create failed [0xE700]\n");
        mkdirSync(root + path);
        state.shares[share] = path;
        state.rights[path] = ["group:administrators:allow:rwxpdDaARWc--:fd--"];
        for (const user of `${none},${readWrite},${readOnly}`.split(",").filter(Boolean))
          addEntry(path, `user:${user}:allow:r-x---a-R-c--:fd--`);
        return end(0);
      }
      if (verb === "--setuser") {
        const [level, operator, users, ...more] = rest;
        if (!/^(NA|RO|RW)$/.test(level) || !/^[+=-]$/.test(operator) || users === undefined || more.length > 0) return end(1, "usage\n");
        if (!known) return end(255, "", "no such share\n");
        if (!users.split(",").every((user) => state.users.includes(user))) return end(255, "", "no such user\n");
        const rights = { NA: "deny:rwxpdDaARWcCo", RO: "allow:r-x---a-R-c--", RW: "allow:rwxpdDaARWc--" }[level];
        for (const user of users.split(",")) addEntry(state.shares[known], `user:${user}:${rights}:fd--`);
        return end(0);
      }
      return end(1, "usage\n");
    },

    synoacltool([verb, at, ...rest]) {
      const path = own(at ?? "");
      if (!existsSync(at ?? "")) return end(255, "(synoacltool.c, 588)Path not found\n");
      const list = rightsOf(path);
      if (verb === "-get") {
        if (!list) return end(255, "(synoacltool.c, 596)It's Linux mode\n");
        const lines = list.map((entry, index) => `\t [${index}] ${entry}`);
        return end(
          0,
          ["ACL version: 1", "Archive: has_ACL,is_support_ACL", "Owner: [root(user)]", "---------------------", ...lines, ""].join("\n"),
        );
      }
      const entry = rest.at(-1) ?? "";
      if (!entryPattern.test(entry)) return end(255, "ACL entry is not valid\n");
      if (entry.includes(":deny:")) return end(255, "unknown error: [8400]\n");
      if (verb === "-add" && rest.length === 1) {
        addEntry(path, entry);
        return end(0);
      }
      if (verb === "-replace" && rest.length === 2) {
        const index = Number(rest[0]);
        if (!Number.isInteger(index) || nearest(path) !== path || !list?.[index]) return end(255, "no such entry\n");
        state.rights[path][index] = entry;
        return end(0);
      }
      return end(1, "usage\n");
    },

    synowebapi([verb, ...rest]) {
      const fields = Object.fromEntries(rest.map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1)]));
      const { api, method, version, ...given } = fields;
      const values = Object.fromEntries(
        Object.entries(given).map(([key, text]) => {
          try {
            return [key, JSON.parse(text)];
          } catch {
            return [key, text];
          }
        }),
      );
      const succeed = (data) =>
        end(0, `${JSON.stringify({ data, success: true }, undefined, 3).replaceAll('": ', '" : ')}\n`, "[Line 295] Exec WebAPI\n");
      const refuse = (code) => end(0, `${JSON.stringify({ error: { code }, success: false })}\n`, "[Line 295] Exec WebAPI\n");
      if (verb !== "--exec") return end(1, "usage\n");
      if (api === "SYNO.Core.FileServ.NFS" && version === "2") {
        if (method === "get") return succeed(state.nfs);
        if (method !== "set") return refuse(103);
        if (typeof values.enable_nfs !== "boolean" || typeof values.enable_nfs_v4 !== "boolean") return refuse(120);
        Object.assign(state.nfs, values);
        return succeed({});
      }
      if (api === "SYNO.Core.FileServ.NFS.SharePrivilege" && version === "1") {
        const share = values.share_name;
        if (typeof share !== "string" || !(share in state.shares)) return refuse(402);
        if (method === "load") return succeed({ rule: state.rules[share] ?? [], share_name: share });
        if (method !== "save" || !Array.isArray(values.rule)) return refuse(120);
        const isKnown = ({ root_squash, client, privilege, security_flavor }) =>
          ["root", "admin", "guest", "all_admin", "all_guest"].includes(root_squash) &&
          /^(rw|ro)$/.test(privilege) &&
          typeof client === "string" &&
          typeof security_flavor?.sys === "boolean";
        if (!values.rule.every(isKnown)) return refuse(2301);
        state.rules[share] = values.rule;
        return succeed({});
      }
      return refuse(102);
    },

    chown([owner, at]) {
      state.owners[own(at)] = owner;
      return end(0);
    },
    chmod([mode, at]) {
      state.modes[own(at)] = mode;
      state.rights[own(at)] = "linux";
      return end(0);
    },
    stat([, , at]) {
      return end(0, `${state.modes[own(at)] ?? "0"} ${state.owners[own(at)] ?? "0:0"}\n`);
    },
  };
}
